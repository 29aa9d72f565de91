package canary.unmarked;

final class MayBeNull {}
