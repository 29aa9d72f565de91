package io.carillon.web;

/**
 * What the web layer must know besides the scheduler.
 *
 * @param maxBodyBytes longest request body, in bytes; a longer one is a 413
 * @param loopbackOnly whether requests are answered without authentication, and therefore only those from this machine
 *     that no page from elsewhere has made: security mode {@code none}
 * @param runsJobs whether this process is meant to be a started node; if not, it counts as ready without being one
 */
public record WebSettings(int maxBodyBytes, boolean loopbackOnly, boolean runsJobs) {}
