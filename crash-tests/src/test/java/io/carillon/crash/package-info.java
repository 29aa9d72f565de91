/** Kills real nodes, freezes them, cuts their connections and stops the database, and holds the result against a ledger. */
@NullMarked
package io.carillon.crash;

import org.jspecify.annotations.NullMarked;
