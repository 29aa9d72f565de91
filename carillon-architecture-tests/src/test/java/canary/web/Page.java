package canary.web;

public final class Page {}
