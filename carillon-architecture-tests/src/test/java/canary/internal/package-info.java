@NullMarked
package canary.internal;

import org.jspecify.annotations.NullMarked;
