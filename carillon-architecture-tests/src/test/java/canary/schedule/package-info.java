@NullMarked
package canary.schedule;

import org.jspecify.annotations.NullMarked;
