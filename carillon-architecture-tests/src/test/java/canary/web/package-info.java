@NullMarked
package canary.web;

import org.jspecify.annotations.NullMarked;
