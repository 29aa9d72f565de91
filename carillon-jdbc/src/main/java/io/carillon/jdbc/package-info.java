/** The store on SQL databases: SQLite and PostgreSQL. */
@NullMarked
package io.carillon.jdbc;

import org.jspecify.annotations.NullMarked;
