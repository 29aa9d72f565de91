package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CronParseTest {

    private static final Instant NOW = Instant.parse("2025-06-15T12:34:56Z");

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            0 9 * * mon-fri            | 0 9 * * MON-FRI
            "  0   9\t* *    *  "      | 0 9 * * *
            0 0 ? jan,Feb ?            | 0 0 ? JAN,FEB ?
            0 0 l * *                  | 0 0 L * *
            0 0 15w * fril             | 0 0 15W * FRIL
            0 0 lw * 5#2               | 0 0 LW * 5#2
            @Daily                     | @daily
            " @HOURLY "                | @hourly
            30 0 9 * * * 2030          | 30 0 9 * * * 2030
            """)
    void printsWithSingleSpacesAndNamesInUpperCase(String expression, String printed) {
        assertThat(Cron.parse(expression)).hasToString(printed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 0 * * 0          | 0 0 * * SUN
            0 0 * * 7          | 0 0 * * 0
            0 0 * * 1-5        | 0 0 * * MON-FRI
            0 0 * * 5-7        | 0 0 * * FRI,SAT,SUN
            0 0 * * FRI-MON    | 0 0 * * 5,6,0,1
            0 0 * * 6-0        | 0 0 * * SAT,SUN
            0 0 * * 7-2        | 0 0 * * SUN,MON,TUE
            0 0 * * 0-7        | 0 0 * * SUN-SAT
            0 0 * * 5/2        | 0 0 * * FRI,SUN
            0 0 * * 1/2        | 0 0 * * MON,WED,FRI,SUN
            0 0 * * FRI-MON/2  | 0 0 * * FRI,SUN
            0 22-2 * * *       | 0 22,23,0,1,2 * * *
            0 22-4/2 * * *     | 0 22,0,2,4 * * *
            50-10/7 * * * *    | 50,57,4 * * * *
            5/20 * * * *       | 5,25,45 * * * *
            10-30/10 * * * *   | 10,20,30 * * * *
            0 0 1 NOV-FEB *    | 0 0 1 11,12,1,2 *
            0 0 28-3 * *       | 0 0 28,29,30,31,1,2,3 * *
            0 0 25/3 * *       | 0 0 25,28,31 * *
            0 0 1 */4 *        | 0 0 1 1,5,9 *
            0 0 1 3/4 *        | 0 0 1 MAR,JUL,NOV *
            0 0 * * 7L         | 0 0 * * SUNL
            0 0 * * 0#3        | 0 0 * * SUN#3
            0 0 L-0 * *        | 0 0 L * *
            0 0 ? * ?          | 0 0 * * *
            0 9 * * *          | 0 0 9 * * *
            0 9 * * *          | 0 0 9 * * * *
            0 9 * * *          | 0 0 9 * * * 1970-2099
            @yearly            | 0 0 1 1 *
            @annually          | 0 0 1 1 *
            @monthly           | 0 0 1 * *
            @weekly            | 0 0 * * SUN
            @daily             | 0 0 * * *
            @midnight          | 0 0 * * *
            @hourly            | 0 * * * *
            00 009 * * *       | 0 9 * * *
            *,5 * * * *        | * * * * *
            """)
    void meansTheSameAs(String expression, String other) {
        Cron one = Cron.parse(expression);
        Cron two = Cron.parse(other);
        Instant at = NOW;
        for (int i = 0; i < 200; i++) {
            Instant next = one.next(at, ZoneOffset.UTC);
            assertThat(next).isEqualTo(two.next(at, ZoneOffset.UTC)).isNotNull();
            at = next;
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', nullValues = "-", textBlock = """
            # values out of their range
            60 * * * *            | minute       | 1  | 0-59 | 60 | the full hour is 0
            60 * * * * *          | second       | 1  | 0-59 | 60 | the full minute is 0
            0 24 * * *            | hour         | 3  | 0-23 | 24 | midnight is 0
            0 9-25 * * *          | hour         | 5  | 0-23 | 25 | -
            0 0 0 * *             | day of month | 5  | 1-31 | 0  | days count from 1
            0 0 32 * *            | day of month | 5  | 1-31 | 32 | the last day of a month is L
            0 0 1 0 *             | month        | 7  | 1-12 | 0  | January is 1
            0 0 1 13 *            | month        | 7  | 1-12 | 13 | December 12
            0 0 * * 8             | day of week  | 9  | 0-7  | 8  | Sunday is 0 or 7
            0 0 0 1 1 * 1969      | year         | 13 | 1970-2099 | 1969 | -
            0 0 0 1 1 * 2100      | year         | 13 | 1970-2099 | 2100 | -
            99999999999 * * * *   | minute       | 1  | 0-59 | 99999999999 | -
            0,1,61 * * * *        | minute       | 5  | 0-59 | 61 | -
            0 0 32W * *           | day of month | 5  | 1-31 | 32 | -
            0 0 * * 8L            | day of week  | 9  | 0-7  | 8  | -
            0 0 * * 9#1           | day of week  | 9  | 0-7  | 9  | -
            # names
            0 0 * * MONN          | day of week  | 9  | SUN-SAT | MONN | did you mean MON?
            0 0 * * MNO           | day of week  | 9  | SUN-SAT | MNO | did you mean MON?
            0 0 * * MONDAY        | day of week  | 9  | SUN-SAT | MONDAY | did you mean MON?
            0 0 * * FRI-SUNDAY    | day of week  | 13 | SUN-SAT | SUNDAY | did you mean SUN?
            0 0 * SEPT *          | month        | 7  | JAN-DEC | SEPT | did you mean SEP?
            0 0 * MON *           | month        | 7  | JAN-DEC | MON | -
            0 0 * * JAN           | day of week  | 9  | SUN-SAT | JAN | -
            0 0 MON * *           | day of month | 5  | 1-31 | MON | belongs in the field 'day of week'
            0 JAN * * *           | hour         | 3  | 0-23 | JAN | belongs in the field 'month'
            0 0 * * XYZ           | day of week  | 9  | SUN-SAT | XYZ | -
            # form
            5- * * * *            | minute       | 3  | 0-59 | nothing | -
            -5 * * * *            | minute       | 1  | 0-59 | -5 | a range needs a beginning
            1,,2 * * * *          | minute       | 3  | 0-59 | nothing | a value is missing
            1, * * * *            | minute       | 3  | 0-59 | nothing | a value is missing
            ,1 * * * *            | minute       | 1  | 0-59 | nothing | a value is missing
            1-2-3 * * * *         | minute       | 4  | the end of the field | -3 | -
            */5/2 * * * *         | minute       | 4  | the end of the field | /2 | one step only
            *5 * * * *            | minute       | 2  | the end of the field | 5 | -
            *-5 * * * *           | minute       | 2  | the end of the field | -5 | '*' is already every value
            /5 * * * *            | minute       | 1  | 0-59 | /5 | did you mean */5?
            */ * * * *            | minute       | 3  | a step of 1 or more | nothing | -
            */0 * * * *           | minute       | 3  | a step of 1 or more | 0 | -
            */-5 * * * *          | minute       | 3  | a step of 1 or more | -5 | -
            */x * * * *           | minute       | 3  | a step of 1 or more | X | -
            */90 * * * *          | minute       | 3  | a step of 1-60 | 90 | @every 90m
            */90 * * * * *        | second       | 3  | a step of 1-60 | 90 | @every 90s
            0 */36 * * *          | hour         | 5  | a step of 1-24 | 36 | @every 36h
            1.5 * * * *           | minute       | 2  | the end of the field | .5 | -
            0 9am * * *           | hour         | 4  | the end of the field | AM | -
            0 ½ * * *             | hour         | 3  | 0-23 | ½ | -
            ٥ * * * *             | minute       | 1  | 0-59 | ٥ | -
            # ? L W #
            ?/5 * * * *           | minute       | 1  | 0-59 | ? | '?' stands alone in its field
            1,? * * * *           | minute       | 3  | 0-59 | ? | '?' stands alone in its field
            0 0 * * L             | day of week  | 9  | SUN-SAT | L | the last Friday of the month is FRIL
            0 0 * L *             | month        | 7  | JAN-DEC | L | L belongs in the field 'day of month'
            L * * * *             | minute       | 1  | 0-59 | L | L belongs in the field 'day of month'
            0 0 L-31 * *          | day of month | 7  | 0-30 days before the last | 31 | -
            0 0 L- * *            | day of month | 7  | 0-30 days before the last | nothing | -
            0 0 LL * *            | day of month | 6  | the end of the field | L | -
            0 0 5L * *            | day of month | 6  | the end of the field | L | FRIL
            0 0 L/2 * *           | day of month | 6  | the end of the field | /2 | -
            0 0 W * *             | day of month | 5  | 1-31 | W | -
            0 0 1-15W * *         | day of month | 9  | the end of the field | W | a single day of the month
            0 0 15WW * *          | day of month | 8  | the end of the field | W | -
            0 0 * * MON#6         | day of week  | 13 | 1-5 | 6 | write L instead, such as FRIL
            0 0 * * MON#0         | day of week  | 13 | 1-5 | 0 | -
            0 0 * * MON#          | day of week  | 13 | 1-5 | nothing | -
            0 0 * * #2            | day of week  | 9  | SUN-SAT | #2 | the weekday comes first
            0 0 * * MON-FRI#2     | day of week  | 16 | the end of the field | #2 | a single weekday
            0 0 * * MON-FRIL      | day of week  | 16 | the end of the field | L | behind a single weekday
            0 0 1 * 15W           | day of week  | 9  | 0-7 | 15 | -
            0 0 0 1 1 * 2030-2025 | year         | 18 | 2030 on | 2025 | does not wrap
            # number of fields
            * * * *               | expression   | 8  | 5 fields | 4 fields | -
            *                     | expression   | 2  | 5 fields | 1 field: * | -
            soon                  | expression   | 5  | 5 fields | 1 field: soon | -
            * * * * * * * *       | expression   | 15 | 7 with the year last | 8 fields | -
            0 5 * * * /bin/true x | second       | -  | -  | - | -
            # macros
            @dayly                | expression   | 1  | @daily | @dayly | did you mean @daily?
            @Weekley              | expression   | 1  | @weekly | @weekley | did you mean @weekly?
            @reboot               | expression   | 1  | a time | @reboot | no time in the calendar
            @every 5m             | expression   | 1  | a macro | @every 5m | Schedule.cron
            @daily 5              | expression   | 8  | the end after @daily | 5 | -
            @                     | expression   | 1  | @yearly | @ | -
            # together impossible
            0 0 30 2 *            | day of month | 5  | a date that exists | day 30, month 2 | never fire
            0 0 31 4,6,9,11 *     | day of month | 5  | a date that exists | day 31 | never fire
            0 0 31W 2 *           | day of month | 5  | a date that exists | day 31W | never fire
            0 0 L-30 2,4 *        | day of month | 5  | a date that exists | day L-30 | never fire
            0 0 */30 * MON#2      | day of month | 5  | a date that exists | weekday MON#2 | never fire
            0 0 0 29 2 ? 2025     | year         | 14 | a year that has such a date | year 2025 | never fire
            0 0 0 29 2 * 2025-2027,2033/4 | year | 14 | a year that has such a date | 2033/4 | never fire
            0 0 0 ? 2 MON#5 2025-2030 | year     | 17 | a year that has such a date | MON#5 | never fire
            """)
    void refuses(String expression, String field, Integer position, String expected, String got, String hint) {
        InvalidScheduleException refusal =
                catchThrowableOfType(InvalidScheduleException.class, () -> Cron.parse(expression));
        assertThat(refusal).as("refusal of '%s'", expression).isNotNull();
        if (position == null) {
            return;
        }
        assertThat(refusal.field()).isEqualTo(field);
        assertThat(refusal.position()).isEqualTo(position);
        assertThat(refusal.expected()).contains(expected);
        assertThat(refusal.got()).contains(got);
        String subject = field.equals("expression") ? "cron expression" : "cron field '" + field + "'";
        assertThat(refusal)
                .hasMessageStartingWith(subject + " at position " + position + ": expected ")
                .hasMessageContaining(", got " + refusal.got());
        if (hint != null) {
            assertThat(refusal).hasMessageContaining(hint);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void refusesNothing(String expression) {
        assertThatThrownBy(() -> Cron.parse(expression))
                .isInstanceOf(InvalidScheduleException.class)
                .hasMessageContaining("at position 1: expected 5 fields")
                .hasMessageContaining("got 0 fields");
    }

    @Test
    void theWholeMessageReadsWell() {
        assertThatThrownBy(() -> Cron.parse("0 24 * * *"))
                .hasMessage("cron field 'hour' at position 3: expected 0-23, got 24 (midnight is 0)");
    }

    @Test
    void positionsCountFromTheBeginningOfTheTextAsItWasTyped() {
        InvalidScheduleException refusal =
                catchThrowableOfType(InvalidScheduleException.class, () -> Cron.parse("   0   77 * * *"));
        assertThat(refusal.position()).isEqualTo(8);
    }

    @Test
    void aLongTextIsRefusedShortly() {
        InvalidScheduleException refusal =
                catchThrowableOfType(InvalidScheduleException.class, () -> Cron.parse("0 " + "x".repeat(500)));
        assertThat(refusal.getMessage()).hasSizeLessThan(250);
        assertThatThrownBy(() -> Cron.parse("1,".repeat(600) + "1 * * * *"))
                .hasMessageContaining("at most 1000 characters");
    }

    @Test
    void controlCharactersDoNotReachTheMessage() {
        assertThatThrownBy(() -> Cron.parse("0 \u0007\u001b[31m * * *"))
                .satisfies(
                        e -> assertThat(e.getMessage()).doesNotContain("\u0007").doesNotContain("\u001b"));
    }

    /** Cheap to check, expensive to forget: upper and lower case do not depend on the machine's language. */
    @Test
    void namesAreReadTheSameInTurkish() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.of("tr", "TR"));
            assertThat(Cron.parse("0 0 * * fri")).isEqualTo(Cron.parse("0 0 * * FRI"));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void whatIsPrintedReadsBackAndStaysTheSame() {
        Seed seed = Seed.fresh();
        Random random = seed.random("print");
        RandomCron crons = new RandomCron(random);
        for (int i = 0; i < 2_000; i++) {
            String expression = crons.expression();
            Cron cron;
            try {
                cron = Cron.parse(expression);
            } catch (InvalidScheduleException e) {
                assertThat(e).as("'%s' (%s)", expression, seed).hasMessageContaining("this would never fire");
                continue;
            }
            Cron again = Cron.parse(cron.toString());
            assertThat(again).as("'%s' (%s)", expression, seed).isEqualTo(cron).hasSameHashCodeAs(cron);
            assertThat(again).hasToString(cron.toString());
            Instant from = NOW.plusSeconds(random.nextInt(100_000_000));
            assertThat(again.next(from, ZoneOffset.UTC)).isEqualTo(cron.next(from, ZoneOffset.UTC));
        }
    }

    /** Whatever is typed: it is read or refused with a message, never anything else. */
    @Test
    void noTextBreaksTheReader() {
        Seed seed = Seed.fresh();
        Random random = seed.random("noise");
        String alphabet = "0123456789*/-,?LW#@ \tMONFRIJAE.x\u00e9\u5468";
        RandomCron crons = new RandomCron(random);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? crons.expression() : "");
            for (int edits = random.nextInt(6); edits >= 0; edits--) {
                int at = random.nextInt(text.length() + 1);
                text.insert(at, alphabet.charAt(random.nextInt(alphabet.length())));
            }
            assertReadOrRefused(text.toString(), seed);
        }
    }

    private static void assertReadOrRefused(String text, Seed seed) {
        try {
            assertThat(Cron.parse(text).toString()).isNotBlank();
        } catch (InvalidScheduleException e) {
            assertThat(e.position()).as("'%s' (%s)", text, seed).isBetween(1, text.length() + 1);
            assertThat(e.getMessage()).contains("expected").contains("got");
        }
    }
}
