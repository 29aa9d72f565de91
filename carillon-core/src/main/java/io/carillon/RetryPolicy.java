package io.carillon;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * How often and when a failed attempt is tried again. Immutable; every {@code with}-less method returns a changed copy.
 * What a policy leaves open is filled from the next one: the job's own, then the handler's, then the queue's, then
 * {@link #DEFAULT}.
 *
 * <p>The delay before retry {@code n} (from 1) of a base delay {@code d} is {@code d} when fixed, {@code d·n} when
 * linear, {@code d·2^(n-1)} when exponential, at most {@link #cap()}, then spread by {@link #jitter()} in both directions.
 */
public final class RetryPolicy {
    /** 3 retries, exponential from 10 s, at most a day, 10 % jitter. */
    public static final RetryPolicy DEFAULT =
            new RetryPolicy(3, Duration.ofSeconds(10), Backoff.EXPONENTIAL, Duration.ofDays(1), 0.1, null);

    /** Leaves everything open. */
    public static final RetryPolicy INHERIT = new RetryPolicy(null, null, null, null, null, null);

    private static final int MOST_RETRIES = 10_000;
    private static final Duration LONGEST = Duration.ofDays(366);

    private final @Nullable Integer maxRetries;
    private final @Nullable Duration delay;
    private final @Nullable Backoff backoff;
    private final @Nullable Duration cap;
    private final @Nullable Double jitter;
    private final @Nullable BiPredicate<? super Throwable, Integer> retryWhen;

    /** How the delay grows from retry to retry. */
    public enum Backoff {
        FIXED,
        LINEAR,
        EXPONENTIAL;

        private final String label = name().toLowerCase(Locale.ROOT);

        /** The name as the outside sees it, for example {@code exponential}. */
        public String label() {
            return label;
        }

        /** @throws InvalidValueException when {@code text} is none of the three, in any case */
        public static Backoff parse(String text) {
            for (Backoff backoff : values()) {
                if (backoff.label.equalsIgnoreCase(text.strip())) {
                    return backoff;
                }
            }
            throw new InvalidValueException("backoff", "fixed, linear or exponential", text);
        }
    }

    private RetryPolicy(
            @Nullable Integer maxRetries,
            @Nullable Duration delay,
            @Nullable Backoff backoff,
            @Nullable Duration cap,
            @Nullable Double jitter,
            @Nullable BiPredicate<? super Throwable, Integer> retryWhen) {
        this.maxRetries = maxRetries;
        this.delay = delay;
        this.backoff = backoff;
        this.cap = cap;
        this.jitter = jitter;
        this.retryWhen = retryWhen;
    }

    /** No retry at all. */
    public static RetryPolicy never() {
        return INHERIT.maxRetries(0);
    }

    /** The same delay before every retry. */
    public static RetryPolicy fixed(Duration delay) {
        return INHERIT.delay(delay).backoff(Backoff.FIXED);
    }

    /** {@code delay·n} before retry {@code n}. */
    public static RetryPolicy linear(Duration delay) {
        return INHERIT.delay(delay).backoff(Backoff.LINEAR);
    }

    /** {@code delay·2^(n-1)} before retry {@code n}. */
    public static RetryPolicy exponential(Duration delay) {
        return INHERIT.delay(delay).backoff(Backoff.EXPONENTIAL);
    }

    /** @param maxRetries retries after the first attempt, 0-10,000 */
    public RetryPolicy maxRetries(int maxRetries) {
        if (maxRetries < 0 || maxRetries > MOST_RETRIES) {
            throw new InvalidValueException("max_retries", "0-" + MOST_RETRIES, maxRetries);
        }
        return new RetryPolicy(maxRetries, delay, backoff, cap, jitter, retryWhen);
    }

    /** @param delay base delay, zero to 366 days */
    public RetryPolicy delay(Duration delay) {
        requireDelay("retry_delay", delay);
        return new RetryPolicy(maxRetries, delay, backoff, cap, jitter, retryWhen);
    }

    /** @param backoff how the delay grows; one without a delay takes the delay of the next policy */
    public RetryPolicy backoff(Backoff backoff) {
        return new RetryPolicy(maxRetries, delay, Objects.requireNonNull(backoff), cap, jitter, retryWhen);
    }

    /** @param cap longest delay, zero to 366 days */
    public RetryPolicy cap(Duration cap) {
        requireDelay("retry_cap", cap);
        return new RetryPolicy(maxRetries, delay, backoff, cap, jitter, retryWhen);
    }

    /** @param jitter share of the delay by which it is spread up and down, 0-1 */
    public RetryPolicy jitter(double jitter) {
        if (!(jitter >= 0 && jitter <= 1)) {
            throw new InvalidValueException("retry_jitter", "0-1", jitter);
        }
        return new RetryPolicy(maxRetries, delay, backoff, cap, jitter, retryWhen);
    }

    /** Only errors of these types are tried again. Adds to earlier rules: all must agree. */
    @SafeVarargs
    public final RetryPolicy retryOn(Class<? extends Throwable>... types) {
        List<Class<? extends Throwable>> list = List.of(types);
        return retryWhen((error, attempt) -> list.stream().anyMatch(type -> type.isInstance(error)));
    }

    /** Errors of these types end the job at once. Adds to earlier rules. */
    @SafeVarargs
    public final RetryPolicy abortOn(Class<? extends Throwable>... types) {
        List<Class<? extends Throwable>> list = List.of(types);
        return retryWhen((error, attempt) -> list.stream().noneMatch(type -> type.isInstance(error)));
    }

    /**
     * Asks for each error whether another attempt makes sense; the second argument is the number of the attempt that
     * failed, from 1. Adds to earlier rules: all must agree. A rule lives where the handler is registered; a policy with
     * rules cannot be stored with a job or a queue.
     */
    public RetryPolicy retryWhen(BiPredicate<? super Throwable, Integer> rule) {
        Objects.requireNonNull(rule, "rule");
        BiPredicate<? super Throwable, Integer> before = retryWhen;
        BiPredicate<? super Throwable, Integer> both =
                before == null ? rule : (error, attempt) -> before.test(error, attempt) && rule.test(error, attempt);
        return new RetryPolicy(maxRetries, delay, backoff, cap, jitter, both);
    }

    /** Retries after the first attempt; null when left open. */
    public @Nullable Integer maxRetries() {
        return maxRetries;
    }

    /** Base delay; null when left open. */
    public @Nullable Duration delay() {
        return delay;
    }

    /** Growth of the delay. A delay without a growth is fixed; null when both are left open. */
    public @Nullable Backoff backoff() {
        return backoff == null && delay != null ? Backoff.FIXED : backoff;
    }

    /** Longest delay; null when left open. */
    public @Nullable Duration cap() {
        return cap;
    }

    /** Share by which a delay is spread, 0-1; null when left open. */
    public @Nullable Double jitter() {
        return jitter;
    }

    /** Whether the policy has rules about errors, which cannot be stored. */
    public boolean hasRules() {
        return retryWhen != null;
    }

    /** This policy, with what it leaves open taken from {@code next}. */
    public RetryPolicy orElse(RetryPolicy next) {
        return new RetryPolicy(
                maxRetries != null ? maxRetries : next.maxRetries,
                delay != null ? delay : next.delay,
                backoff() != null ? backoff() : next.backoff(),
                cap != null ? cap : next.cap,
                jitter != null ? jitter : next.jitter,
                retryWhen != null ? retryWhen : next.retryWhen);
    }

    /** Whether the rules allow another attempt after {@code error} in attempt {@code attempt} (from 1). */
    public boolean allows(Throwable error, int attempt) {
        return retryWhen == null || retryWhen.test(error, attempt);
    }

    /**
     * The delay before retry {@code retry}; what is open counts as in {@link #DEFAULT}.
     *
     * @param retry from 1
     * @param random evenly spread over [0, 1); places the delay within the jitter
     */
    public Duration delayBefore(int retry, double random) {
        RetryPolicy full = orElse(DEFAULT);
        double base = Objects.requireNonNull(full.delay).toMillis();
        double grown = switch (Objects.requireNonNull(full.backoff())) {
            case FIXED -> base;
            case LINEAR -> base * retry;
            case EXPONENTIAL -> base * Math.pow(2, Math.min(retry - 1, 62));
        };
        double capped = Math.min(grown, Objects.requireNonNull(full.cap).toMillis());
        double spread = capped * Objects.requireNonNull(full.jitter) * (2 * random - 1);
        return Duration.ofMillis(Math.max(0, Math.round(capped + spread)));
    }

    /**
     * The storable part as text for {@link #parse}: {@code max delay backoff cap jitter}, a dash for what is open.
     *
     * @throws InvalidValueException when the policy has rules
     */
    public String text() {
        if (hasRules()) {
            throw new InvalidValueException(
                    "retry_policy",
                    "a policy without rules about errors (give those when registering the handler)",
                    "rules");
        }
        List<String> parts = new ArrayList<>();
        for (Object part : new @Nullable Object[] {maxRetries, delay, backoff, cap, jitter}) {
            parts.add(part == null ? "-" : part.toString());
        }
        return String.join(" ", parts);
    }

    /**
     * Reads what {@link #text} wrote.
     *
     * @throws InvalidValueException when it is no such text
     */
    public static RetryPolicy parse(String text) {
        String[] parts = text.split(" ");
        if (parts.length != 5) {
            throw new InvalidValueException("retry_policy", "'max delay backoff cap jitter'", text);
        }
        try {
            RetryPolicy policy = INHERIT;
            policy = parts[0].equals("-") ? policy : policy.maxRetries(Integer.parseInt(parts[0]));
            policy = parts[1].equals("-") ? policy : policy.delay(Duration.parse(parts[1]));
            policy = parts[2].equals("-") ? policy : policy.backoff(Backoff.parse(parts[2]));
            policy = parts[3].equals("-") ? policy : policy.cap(Duration.parse(parts[3]));
            return parts[4].equals("-") ? policy : policy.jitter(Double.parseDouble(parts[4]));
        } catch (NumberFormatException | DateTimeParseException e) {
            throw new InvalidValueException("retry_policy", "numbers and ISO-8601 durations", text);
        }
    }

    private static void requireDelay(String field, Duration delay) {
        if (delay.isNegative() || delay.compareTo(LONGEST) > 0) {
            throw new InvalidValueException(field, "zero to 366 days", delay);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RetryPolicy that
                && Objects.equals(maxRetries, that.maxRetries)
                && Objects.equals(delay, that.delay)
                && Objects.equals(backoff, that.backoff)
                && Objects.equals(cap, that.cap)
                && Objects.equals(jitter, that.jitter)
                && Objects.equals(retryWhen, that.retryWhen);
    }

    @Override
    public int hashCode() {
        return Objects.hash(maxRetries, delay, backoff, cap, jitter, retryWhen);
    }

    @Override
    public String toString() {
        return "RetryPolicy[" + (hasRules() ? "rules, " : "") + "max_retries=" + maxRetries + ", delay=" + delay
                + ", backoff=" + backoff() + ", cap=" + cap + ", jitter=" + jitter + "]";
    }
}
