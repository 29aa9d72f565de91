@NullMarked
package canary.tasks;

import org.jspecify.annotations.NullMarked;
