package io.carillon.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            * * * * *                  | Every minute | 每分钟
            */5 * * * *                | Every 5 minutes | 每 5 分钟
            */15 * * * *               | Every 15 minutes | 每 15 分钟
            */7 * * * *                | Every 7 minutes from minute 0 to 56 of every hour | 每小时的第 0 至 56 分钟内每 7 分钟
            0 * * * *                  | Every hour | 每小时
            5 * * * *                  | At minute 5 of every hour | 每小时的第 5 分钟
            0 */2 * * *                | Every 2 hours from 00:00 | 每 2 小时（从 00:00 起）
            15 */6 * * *               | Every 6 hours from 00:15 | 每 6 小时（从 00:15 起）
            0 */5 * * *                | At 00:00, 05:00, 10:00, 15:00 and 20:00 every day | 每天 00:00、05:00、10:00、15:00、20:00
            0 9 * * *                  | At 09:00 every day | 每天 09:00
            0 2 * * *                  | At 02:00 every day | 每天 02:00
            30 9,17 * * *              | At 09:30 and 17:30 every day | 每天 09:30、17:30
            0 9 * * MON-FRI            | At 09:00, Monday to Friday | 每周一至周五 09:00
            0 9 * * 1                  | At 09:00 on Monday | 每周一 09:00
            0 9-17 * * MON-FRI         | Every hour from 09:00 to 17:00, Monday to Friday | 每周一至周五 09:00 至 17:00 每小时
            */15 9-17 * * MON-FRI      | Every 15 minutes from 09:00 to 17:45, Monday to Friday | 每周一至周五 09:00 至 17:45 每 15 分钟
            * 9 * * *                  | Every minute from 09:00 to 09:59 every day | 每天 09:00 至 09:59 每分钟
            0,30 * * * *               | At minutes 0 and 30 of every hour | 每小时的第 0、30 分钟
            0,30 9-17 * * *            | At minutes 0 and 30 of the hours 9 to 17 every day | 每天 9 至 17 点的第 0、30 分钟
            10-20 * * * *              | At minutes 10 to 20 of every hour | 每小时的第 10 至 20 分钟
            5/10 * * * *               | Every 10 minutes from minute 5 to 55 of every hour | 每小时的第 5 至 55 分钟内每 10 分钟
            0 0 1 * *                  | At 00:00 on day 1 of the month | 每月 1 日 00:00
            0 0 1,15 * *               | At 00:00 on days 1 and 15 of the month | 每月 1 日、15 日 00:00
            0 0 1-7 * *                | At 00:00 on days 1 to 7 of the month | 每月 1 至 7 日 00:00
            0 0 L * *                  | At 00:00 on the last day of the month | 每月最后一天 00:00
            0 0 L-3 * *                | At 00:00 on the 3rd day before the last of the month | 每月倒数第 4 天 00:00
            0 0 15W * *                | At 00:00 on the working day nearest to day 15 of the month | 每月最接近 15 日的工作日 00:00
            0 0 LW * *                 | At 00:00 on the last working day of the month | 每月最后一个工作日 00:00
            0 0 L-2W * *               | At 00:00 on the working day nearest to the 2nd day before the last of the month | 每月最接近倒数第 3 天的工作日 00:00
            0 12 * * FRI#2             | At 12:00 on the second Friday of the month | 每月第二个周五 12:00
            0 12 * * FRIL              | At 12:00 on the last Friday of the month | 每月最后一个周五 12:00
            0 12 * * MON#1,FRIL        | At 12:00 on the first Monday and the last Friday of the month | 每月第一个周一、每月最后一个周五 12:00
            0 0 1 1 *                  | At 00:00 on 1 January | 每年 1 月 1 日 00:00
            0 0 1 1,7 *                | At 00:00 on 1 January and 1 July | 每年 1 月、7 月 1 日 00:00
            0 0 29 2 *                 | At 00:00 on 29 February | 每年 2 月 29 日 00:00
            0 0 1 */3 *                | At 00:00 on 1 January, 1 April, 1 July and 1 October | 每年 1 月、4 月、7 月、10 月 1 日 00:00
            0 2 * 1 *                  | At 02:00 every day in January | 每年 1 月每天 02:00
            0 2 * 6-8 SUN              | At 02:00 on Sunday in June to August | 每年 6 月至 8 月的每周日 02:00
            0 0 13 * FRI               | At 00:00 on day 13 of the month or on Friday | 每月 13 日或每周五 00:00
            0 0 */2 * MON              | At 00:00 on every 2nd day from day 1 to 31 of the month, but only on Monday | 每月 1 至 31 日每 2 天，且仅限周一 00:00
            0 0 1 * */2                | At 00:00 on day 1 of the month, but only on Sunday, Tuesday, Thursday and Saturday | 每月 1 日，且仅限周日、周二、周四、周六 00:00
            * * * * * *                | Every second | 每秒
            */10 * * * * *             | Every 10 seconds | 每 10 秒
            30 * * * * *               | At second 30 of every minute | 每分钟的第 30 秒
            0 0/5 14 * * ?             | Every 5 minutes from 14:00 to 14:55 every day | 每天 14:00 至 14:55 每 5 分钟
            0 0/5 14,18 * * ?          | Every 5 minutes in the hours 14 and 18 every day | 每天 14、18 点内每 5 分钟
            */10 0-30 9 * * *          | Every 10 seconds of minutes 0 to 30 in the hour 9 every day | 每天 9 点的第 0 至 30 分钟内每 10 秒
            * 5 * * * *                | Every second of minute 5 of every hour | 每小时的第 5 分钟内每秒
            0 0 12 1 1 ? 2030          | At 12:00 on 1 January in 2030 | 2030 年 1 月 1 日 12:00
            0 0 12 * * ? 2030-2035     | At 12:00 every day in 2030 to 2035 | 2030 至 2035 年每天 12:00
            0 0 0 ? * 6                | At 00:00 on Saturday | 每周六 00:00
            0 22-2 * * *               | At 00:00, 01:00, 02:00, 22:00 and 23:00 every day | 每天 00:00、01:00、02:00、22:00、23:00
            */20 22-2 * * *            | Every 20 minutes from 22:00 to 02:40 every day | 每天 22:00 至 02:40 每 20 分钟
            0 1,2,3,5,8,13,21 * * *    | At minute 0 of the hours 1, 2, 3, 5, 8, 13 and 21 every day | 每天 1、2、3、5、8、13、21 点的第 0 分钟
            15,45 1,5,9,13 * * *       | At minutes 15 and 45 of the hours 1, 5, 9 and 13 every day | 每天 1、5、9、13 点的第 15、45 分钟
            @yearly                    | At 00:00 on 1 January | 每年 1 月 1 日 00:00
            @weekly                    | At 00:00 on Sunday | 每周日 00:00
            @daily                     | At 00:00 every day | 每天 00:00
            @hourly                    | Every hour | 每小时
            0 0 */3 * *                | At 00:00 on every 3rd day from day 1 to 31 of the month | 每月 1 至 31 日每 3 天 00:00
            0 0 5/10 * *               | At 00:00 on every 10th day from day 5 to 31 of the month | 每月 5 至 31 日每 10 天 00:00
            0 0 28-3 * *               | At 00:00 on days 28 to 3 of the month | 每月 28 至 3 日 00:00
            15 10 ? * FRI-MON          | At 10:15, Friday to Monday | 每周五至周一 10:15
            0 0 * * SAT,SUN            | At 00:00 on Saturday and Sunday | 每周六、周日 00:00
            */30 8-18/2 * * *          | Every 30 minutes in the hours 8, 10, 12, 14, 16 and 18 every day | 每天 8、10、12、14、16、18 点内每 30 分钟
            */5 */2 * * *              | Every 5 minutes in the hours 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20 and 22 every day | 每天 0、2、4、6、8、10、12、14、16、18、20、22 点内每 5 分钟
            0 8-18/2 * * *             | At 08:00, 10:00, 12:00, 14:00, 16:00 and 18:00 every day | 每天 08:00、10:00、12:00、14:00、16:00、18:00
            0 0 0 1 * ?                | At 00:00 on day 1 of the month | 每月 1 日 00:00
            23 0-20/2 * * *            | Every 2 hours from 00:23 to 20:23 every day | 每天 00:23 至 20:23 每 2 小时
            0 0,12 1 */2 *             | At 00:00 and 12:00 on day 1 of January, March, May, July, September and November | 每年 1 月、3 月、5 月、7 月、9 月、11 月 1 日 00:00、12:00
            0 4 8-14 * *               | At 04:00 on days 8 to 14 of the month | 每月 8 至 14 日 04:00
            5 4 * * sun                | At 04:05 on Sunday | 每周日 04:05
            0 0 * * * * 2030           | Every hour in 2030 | 2030 年每小时
            0 0 L-1 * *                | At 00:00 on the day before the last of the month | 每月倒数第 2 天 00:00
            0 0 L-1W * *               | At 00:00 on the working day nearest to the day before the last of the month | 每月最接近倒数第 2 天的工作日 00:00
            0 0 15W,L * *              | At 00:00 on the working day nearest to day 15 and the last day of the month | 每月最接近 15 日的工作日、最后一天 00:00
            0 0 1-5,10,20-22/2 * *     | At 00:00 on days 1 to 5 and 10 and every 2nd day from day 20 to 22 of the month | 每月 1 至 5 日、10 日、20 至 22 日每 2 天 00:00
            0 0 1 JAN-MAR *            | At 00:00 on 1 January, 1 February and 1 March | 每年 1 月至 3 月 1 日 00:00
            0 0 15 1-12/2 *            | At 00:00 on day 15 of January, March, May, July, September and November | 每年 1 月、3 月、5 月、7 月、9 月、11 月 15 日 00:00
            0 0 * 1,12 *               | At 00:00 every day in January and December | 每年 1 月、12 月每天 00:00
            0 0 * * MON-WED,FRI        | At 00:00 on Monday to Wednesday and Friday | 每周一至周三、周五 00:00
            0 0 * * SUN/2              | At 00:00 on Sunday, Tuesday, Thursday and Saturday | 每周日、周二、周四、周六 00:00
            0 0 * JUN FRI#1            | At 00:00 on the first Friday of June | 每年 6 月的第一个周五 00:00
            0 0 13 6 FRI               | At 00:00 on 13 June or on Friday in June | 每年 6 月 13 日或每年 6 月的每周五 00:00
            0 0 L * FRIL               | At 00:00 on the last day of the month or on the last Friday of the month | 每月最后一天或每月最后一个周五 00:00
            30 5,35 * * * *            | At second 30 of minutes 5 and 35 of every hour | 每小时的第 5、35 分钟的第 30 秒
            0-10 * * * * *             | At seconds 0 to 10 of every minute | 每分钟的第 0 至 10 秒
            */7 * * * * *              | Every 7 seconds from second 0 to 56 of every minute | 每分钟的第 0 至 56 秒内每 7 秒
            0,30 0 9 * * *             | At 09:00 and 09:00:30 every day | 每天 09:00、09:00:30
            15 0-5 9 * * *             | At 09:00:15, 09:01:15, 09:02:15, 09:03:15, 09:04:15 and 09:05:15 every day | 每天 09:00:15、09:01:15、09:02:15、09:03:15、09:04:15、09:05:15
            0 0-29 */3 * * *           | At minutes 0 to 29 of the hours 0, 3, 6, 9, 12, 15, 18 and 21 every day | 每天 0、3、6、9、12、15、18、21 点的第 0 至 29 分钟
            0 0 0 * * ? 2030,2032-2034 | At 00:00 every day in 2030 and 2032 to 2034 | 2030 年、2032 至 2034 年每天 00:00
            0 0 0 * * ? 2030-2050/5    | At 00:00 every day in every 5th year from 2030 to 2050 | 2030 至 2050 年（每 5 年）每天 00:00
            """)
    void cronInBothLanguages(String expression, String english, String chinese) {
        Cron cron = Cron.parse(expression);
        assertThat(cron.explain(Locale.ENGLISH)).isEqualTo(english);
        assertThat(cron.explain(Locale.SIMPLIFIED_CHINESE)).isEqualTo(chinese);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            duration | 500ms            | Every 500 milliseconds | 每 500 毫秒
            duration | 1s               | Every second | 每秒
            duration | 30s              | Every 30 seconds | 每 30 秒
            duration | 60s              | Every minute | 每分钟
            duration | 5m               | Every 5 minutes | 每 5 分钟
            duration | 1h               | Every hour | 每小时
            duration | 1h30m            | Every 1 hour 30 minutes | 每 1 小时 30 分钟
            duration | 1d               | Every day | 每天
            duration | 2d               | Every 2 days | 每 2 天
            cron     | @every 90s       | Every 1 minute 30 seconds | 每 1 分钟 30 秒
            cron     | 0 9 * * MON      | At 09:00 on Monday | 每周一 09:00
            daily    | 02:00            | At 02:00 every day | 每天 02:00
            daily    | 14:30:15         | At 14:30:15 every day | 每天 14:30:15
            weekly   | MON,FRI 09:00    | At 09:00 on Monday and Friday | 每周一、周五 09:00
            weekly   | MON-FRI 09:00    | At 09:00, Monday to Friday | 每周一至周五 09:00
            monthly  | 1 02:00          | At 02:00 on day 1 of the month | 每月 1 日 02:00
            monthly  | L 23:30          | At 23:30 on the last day of the month | 每月最后一天 23:30
            once     | 2030-01-31T08:00 | Once, at 2030-01-31T08:00 | 仅一次：2030-01-31T08:00
            once     | 2030-01-31T08:00:00Z | Once, at 2030-01-31T08:00:00Z | 仅一次：2030-01-31T08:00:00Z
            """)
    void everyTypeInBothLanguages(String type, String expression, String english, String chinese) {
        Schedule schedule = Schedule.parse(type, expression);
        assertThat(schedule.explain(Locale.ENGLISH)).isEqualTo(english);
        assertThat(schedule.explain(Locale.CHINESE)).isEqualTo(chinese);
    }

    @Test
    void optionsFollowTheRule() {
        Schedule schedule = Schedule.daily("02:00")
                .zone(ZoneId.of("Asia/Shanghai"))
                .startAt(Instant.parse("2030-01-01T00:00:00Z"))
                .endAt(Instant.parse("2031-01-01T00:00:00Z"))
                .maxRuns(3)
                .jitter(Duration.ofSeconds(90))
                .except(Calendar.parse("SAT,SUN"));
        assertThat(schedule.explain(Locale.ENGLISH))
                .isEqualTo("At 02:00 every day; time zone Asia/Shanghai; not before 2030-01-01T00:00:00Z;"
                        + " not after 2031-01-01T00:00:00Z; at most 3 runs;"
                        + " each run up to 1 minute 30 seconds late, as its name decides; except Saturday and Sunday");
        assertThat(schedule.explain(Locale.CHINESE))
                .isEqualTo("每天 02:00；时区 Asia/Shanghai；不早于 2030-01-01T00:00:00Z；不晚于 2031-01-01T00:00:00Z；"
                        + "最多运行 3 次；每次最多延后 1 分钟 30 秒（由名称决定）；周六、周日除外");
    }

    @Test
    void choicesForTheClocksAreSaidWhereTheyMatter() {
        Schedule daily = Schedule.daily("02:00");
        assertThat(daily.gap(Schedule.Gap.SKIP).explain(Locale.ENGLISH))
                .isEqualTo("At 02:00 every day; a time that the clocks skip does not run");
        assertThat(daily.gap(Schedule.Gap.RUN_AFTER).explain(Locale.ENGLISH))
                .isEqualTo("At 02:00 every day; a time that the clocks skip runs right after the gap");
        assertThat(daily.overlap(Schedule.Overlap.ONCE).explain(Locale.ENGLISH))
                .isEqualTo("At 02:00 every day; a time that the clocks repeat runs once");
        assertThat(daily.overlap(Schedule.Overlap.BOTH).explain(Locale.ENGLISH))
                .isEqualTo("At 02:00 every day; a time that the clocks repeat runs twice");
        assertThat(daily.gap(Schedule.Gap.SKIP).overlap(Schedule.Overlap.BOTH).explain(Locale.CHINESE))
                .isEqualTo("每天 02:00；时钟拨快时跳过的时间不运行；时钟拨慢时重复的时间运行两次");
        assertThat(daily.gap(Schedule.Gap.RUN_AFTER)
                        .overlap(Schedule.Overlap.ONCE)
                        .explain(Locale.CHINESE))
                .isEqualTo("每天 02:00；时钟拨快时跳过的时间在跳过后立即运行；时钟拨慢时重复的时间只运行一次");
        Schedule grid = Schedule.every(Duration.ofHours(1))
                .zone(ZoneId.of("Asia/Tokyo"))
                .gap(Schedule.Gap.SKIP);
        assertThat(grid.explain(Locale.ENGLISH)).isEqualTo("Every hour");
        assertThat(grid.except(Calendar.parse("SAT")).explain(Locale.ENGLISH))
                .isEqualTo("Every hour; time zone Asia/Tokyo; except Saturday");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            SAT,SUN                | except Saturday and Sunday | 周六、周日除外
            2030-12-25,2030-12-26  | except 2030-12-25 and 2030-12-26 | 2030-12-25、2030-12-26 除外
            12-25,01-01            | except 1 January and 25 December | 1 月 1 日、12 月 25 日除外
            2030-12-24..2031-01-02 | except from 2030-12-24 to 2031-01-02 | 2030-12-24 至 2031-01-02 除外
            22:00-06:00            | except from 22:00 to 06:00 | 22:00 至 06:00 除外
            22:00-00:00            | except from 22:00 to 00:00 | 22:00 至 00:00 除外
            cron: * 0-7 * * *      | except what matches '* 0-7 * * *' | 符合 '* 0-7 * * *' 的时间除外
            """)
    void calendarsInBothLanguages(String calendar, String english, String chinese) {
        Schedule schedule = Schedule.daily("02:00").except(Calendar.parse(calendar));
        assertThat(schedule.explain(Locale.ENGLISH)).isEqualTo("At 02:00 every day; " + english);
        assertThat(schedule.explain(Locale.CHINESE)).isEqualTo("每天 02:00；" + chinese);
    }

    @Test
    void otherLanguagesReadEnglish() {
        assertThat(Cron.parse("@daily").explain(Locale.FRENCH)).isEqualTo("At 00:00 every day");
        assertThat(Cron.parse("@daily").explain(Locale.TRADITIONAL_CHINESE)).isEqualTo("每天 00:00");
    }

    /** Whatever can be read can be said, in one line and without leftovers. */
    @Test
    void everyExpressionHasWords() {
        Seed seed = Seed.fresh();
        Random random = seed.random("words");
        RandomCron crons = new RandomCron(random);
        for (int i = 0; i < 3_000; i++) {
            String expression = crons.expression();
            Cron cron;
            try {
                cron = Cron.parse(expression);
            } catch (InvalidScheduleException e) {
                continue;
            }
            assertThat(cron.explain(Locale.ENGLISH))
                    .as("'%s' (%s)", expression, seed)
                    .matches("[A-Z][A-Za-z0-9:,() ]+")
                    .doesNotContain("  ", " ,", "null");
            assertThat(cron.explain(Locale.CHINESE))
                    .as("'%s' (%s)", expression, seed)
                    .isNotBlank()
                    .doesNotContain("null", "  ")
                    .doesNotContainPattern("[A-Za-z]");
        }
    }
}
