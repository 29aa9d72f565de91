@NullMarked
package canary.jdbc;

import org.jspecify.annotations.NullMarked;
