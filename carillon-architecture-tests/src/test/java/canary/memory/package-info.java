@NullMarked
package canary.memory;

import org.jspecify.annotations.NullMarked;
