@NullMarked
package canary.test;

import org.jspecify.annotations.NullMarked;
