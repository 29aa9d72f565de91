@NullMarked
package canary.spi;

import org.jspecify.annotations.NullMarked;
