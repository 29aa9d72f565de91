package io.carillon.schedule;

import io.carillon.schedule.CronItem.Kind;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;

/** Chinese: the days first, then the time. */
final class ChineseWords extends Words {

    private static final List<String> WEEKDAYS = List.of("周日", "周一", "周二", "周三", "周四", "周五", "周六");
    private static final List<String> ORDINALS = List.of("第一个", "第二个", "第三个", "第四个", "第五个");

    @Override
    String sentence(Time time, String dates) {
        String days = dates;
        if (days.isEmpty() && time.listed()) {
            days = "每天";
        } else if (time.listed() && (days.endsWith("月") || days.endsWith("年") || days.endsWith("年）"))) {
            days += "每天";
        }
        if (days.isEmpty()) {
            return time.text();
        }
        return days + (Character.isDigit(time.text().charAt(0)) ? " " : "") + time.text();
    }

    @Override
    String once(Rule.OfOnce once) {
        return "仅一次：" + (once.local() != null ? once.local() : once.instant());
    }

    @Override
    String withOptions(String sentence, List<String> options) {
        return options.isEmpty() ? sentence : sentence + "；" + String.join("；", options);
    }

    @Override
    String at(List<LocalTime> times) {
        return list(times.stream().map(LocalTime::toString).toList());
    }

    @Override
    String every(int count, Unit unit) {
        return count == 1 && unit != Unit.MILLISECOND ? "每" + noun(unit) : "每 " + count(count, unit);
    }

    private static String noun(Unit unit) {
        return switch (unit) {
            case DAY -> "天";
            case HOUR -> "小时";
            case MINUTE -> "分钟";
            case SECOND -> "秒";
            case MILLISECOND -> "毫秒";
        };
    }

    @Override
    String everyLength(String length) {
        return "每 " + length;
    }

    @Override
    String hourlyAt(CronItem minute, CronItem second) {
        return "每小时的第 " + minute.from() + " 分" + (second.from() == 0 ? "钟" : " " + second.from() + " 秒");
    }

    @Override
    String everyFrom(String every, LocalTime first) {
        return every + "（从 " + first + " 起）";
    }

    @Override
    String everyBetween(String every, LocalTime first, LocalTime last) {
        return first + " 至 " + last + " " + (every.startsWith("第") ? "每小时的" : "") + every;
    }

    @Override
    String everyOf(String every, CronField field, int first, int last) {
        return "第 " + first + " 至 " + last + " " + unitOf(field) + "内" + every;
    }

    private static String unitOf(CronField field) {
        return switch (field) {
            case SECOND -> "秒";
            case MINUTE -> "分钟";
            default -> "点";
        };
    }

    @Override
    String points(CronField field, List<CronItem> items) {
        List<String> parts = entries(field, items, " 至 ", Integer::toString);
        return (field == CronField.HOUR ? "" : "第 ") + list(parts) + " " + unitOf(field);
    }

    @Override
    String within(String inner, String outer) {
        return outer + (inner.startsWith("每") ? "内" : "的") + inner;
    }

    @Override
    String onDays(List<CronItem> days, List<CronItem> months) {
        List<String> parts = new ArrayList<>();
        for (CronItem item : days) {
            parts.add(
                    switch (item.kind()) {
                        case LAST -> lastDay(item.from());
                        case NEAREST -> "最接近 " + item.from() + " 日的工作日";
                        case LAST_WEEKDAY -> item.from() == 0 ? "最后一个工作日" : "最接近" + lastDay(item.from()) + "的工作日";
                        default -> plainDays(item);
                    });
        }
        String text = list(parts);
        if (months.isEmpty()) {
            return "每月" + space(text) + text;
        }
        return "每年 " + months(months) + space(text) + text;
    }

    private static String plainDays(CronItem item) {
        if (item.isSingle()) {
            return item.from() + " 日";
        }
        String range = item.from() + " 至 " + item.to() + " 日";
        return item.step() == 1 ? range : range + "每 " + item.step() + " 天";
    }

    private static String space(String text) {
        return Character.isDigit(text.charAt(0)) ? " " : "";
    }

    private static String lastDay(int before) {
        return before == 0 ? "最后一天" : "倒数第 " + (before + 1) + " 天";
    }

    private String months(List<CronItem> months) {
        return list(entries(CronField.MONTH, months, "至 ", month -> month + " 月"));
    }

    @Override
    String onWeekdays(List<CronItem> weekdays, List<CronItem> months) {
        List<CronItem> plain = eachWeek(weekdays);
        String month = months.isEmpty() ? "每月" : "";
        List<String> parts = new ArrayList<>();
        if (!plain.isEmpty()) {
            parts.add("每" + weekdays(plain));
        }
        for (CronItem item : weekdays) {
            if (item.kind() == Kind.LAST_OF) {
                parts.add(month + "最后一个" + WEEKDAYS.get(item.from()));
            } else if (item.kind() == Kind.NTH_OF) {
                parts.add(month + ORDINALS.get(item.to() - 1) + WEEKDAYS.get(item.from()));
            }
        }
        return (months.isEmpty() ? "" : "每年 " + months(months) + "的") + list(parts);
    }

    @Override
    String weekdays(List<CronItem> weekdays) {
        return list(entries(CronField.DAY_OF_WEEK, weekdays, "至", day -> WEEKDAYS.get(day % 7)));
    }

    @Override
    String either(String days, String weekdays) {
        return days + "或" + weekdays;
    }

    @Override
    String ifAlso(String days, String weekdays) {
        return days + "，且仅限" + weekdays.replace("每周", "周");
    }

    @Override
    String inMonths(List<CronItem> months) {
        return "每年 " + months(months);
    }

    @Override
    String inYears(String dates, List<CronItem> years) {
        List<String> parts = new ArrayList<>();
        for (CronItem item : years) {
            if (item.isSingle()) {
                parts.add(item.from() + " 年");
            } else {
                String range = item.from() + " 至 " + item.to() + " 年";
                parts.add(item.step() == 1 ? range : range + "（每 " + item.step() + " 年）");
            }
        }
        String rest = dates.startsWith("每年 ") ? dates.substring(3) : dates;
        return list(parts) + (rest.isEmpty() ? "" : " " + rest);
    }

    @Override
    String zone(String id) {
        return "时区 " + id;
    }

    @Override
    String start(Instant start) {
        return "不早于 " + start;
    }

    @Override
    String end(Instant end) {
        return "不晚于 " + end;
    }

    @Override
    String maxRuns(int runs) {
        return "最多运行 " + runs + " 次";
    }

    @Override
    String jitter(String length) {
        return "每次最多延后 " + length + "（由名称决定）";
    }

    @Override
    String gap(Schedule.Gap gap) {
        return gap == Schedule.Gap.SKIP ? "时钟拨快时跳过的时间不运行" : "时钟拨快时跳过的时间在跳过后立即运行";
    }

    @Override
    String overlap(Schedule.Overlap overlap) {
        return overlap == Schedule.Overlap.ONCE ? "时钟拨慢时重复的时间只运行一次" : "时钟拨慢时重复的时间运行两次";
    }

    @Override
    String except(String what) {
        return what + (Character.isDigit(what.charAt(what.length() - 1)) ? " " : "") + "除外";
    }

    @Override
    String count(long count, Unit unit) {
        return count + " " + noun(unit);
    }

    @Override
    String list(List<String> items) {
        return String.join("、", items);
    }

    @Override
    String dayOfYear(int month, int day) {
        return month + " 月 " + day + " 日";
    }

    @Override
    String between(LocalTime from, LocalTime to) {
        return from + " 至 " + to;
    }

    @Override
    String dateRange(String fromAndTo) {
        return fromAndTo.replace(" ", " 至 ");
    }

    @Override
    String quoted(String expression) {
        return "符合 '" + expression + "' 的时间";
    }
}
