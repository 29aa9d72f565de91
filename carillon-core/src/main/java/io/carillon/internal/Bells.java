package io.carillon.internal;

/** One bell a loop. */
record Bells(Bell claim, Bell fire, Bell promote, Bell keepAlive, Bell rescue, Bell prune, Bell settle, Bell watch) {
    Bells() {
        this(new Bell(), new Bell(), new Bell(), new Bell(), new Bell(), new Bell(), new Bell(), new Bell());
    }
}
