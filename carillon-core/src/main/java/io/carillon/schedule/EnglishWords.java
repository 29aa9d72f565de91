package io.carillon.schedule;

import io.carillon.schedule.CronItem.Kind;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** English: the time first, then the days. */
final class EnglishWords extends Words {

    private static final List<String> WEEKDAYS =
            List.of("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday");
    private static final List<String> MONTHS = List.of(
            "January",
            "February",
            "March",
            "April",
            "May",
            "June",
            "July",
            "August",
            "September",
            "October",
            "November",
            "December");
    private static final List<String> ORDINALS = List.of("first", "second", "third", "fourth", "fifth");

    @Override
    String sentence(Time time, String dates) {
        boolean points = time.text().startsWith("minute") || time.text().startsWith("second");
        String text = capital(points ? "at " + time.text() : time.text());
        if (dates.isEmpty()) {
            return time.listed() ? text + " every day" : text;
        }
        if (dates.startsWith("in ")) {
            return text + (time.listed() ? " every day " : " ") + dates;
        }
        return text + (dates.startsWith("on ") ? " " : ", ") + dates;
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    @Override
    String once(Rule.OfOnce once) {
        return "Once, at " + (once.local() != null ? once.local() : once.instant());
    }

    @Override
    String withOptions(String sentence, List<String> options) {
        return options.isEmpty() ? sentence : sentence + "; " + String.join("; ", options);
    }

    @Override
    String at(List<LocalTime> times) {
        return "at " + list(times.stream().map(LocalTime::toString).toList());
    }

    @Override
    String every(int count, Unit unit) {
        return count == 1 ? "every " + unit.name().toLowerCase(Locale.ROOT) : "every " + count(count, unit);
    }

    @Override
    String everyLength(String length) {
        return "every " + length;
    }

    @Override
    String hourlyAt(CronItem minute, CronItem second) {
        String at = "at minute " + minute.from();
        return at + (second.from() == 0 ? "" : " and second " + second.from()) + " of every hour";
    }

    @Override
    String everyFrom(String every, LocalTime first) {
        return every + " from " + first;
    }

    @Override
    String everyBetween(String every, LocalTime first, LocalTime last) {
        boolean points = every.startsWith("minute") || every.startsWith("second");
        return every + (points ? " of every hour" : "") + " from " + first + " to " + last;
    }

    @Override
    String everyOf(String every, CronField field, int first, int last) {
        return every + " from " + field.title() + " " + first + " to " + last;
    }

    @Override
    String points(CronField field, List<CronItem> items) {
        List<String> parts = entries(field, items, " to ", Integer::toString);
        boolean one = parts.size() == 1 && items.getFirst().isSingle();
        String noun = field.title() + (one ? " " : "s ");
        return (field == CronField.HOUR ? "the " : "") + noun + list(parts);
    }

    @Override
    String within(String inner, String outer) {
        boolean inHours = inner.startsWith("every") && outer.startsWith("the hour");
        return inner + (inHours ? " in " : " of ") + outer;
    }

    @Override
    String onDays(List<CronItem> days, List<CronItem> months) {
        if (days.size() == 1 && days.getFirst().isSingle() && !months.isEmpty()) {
            int day = days.getFirst().from();
            List<Integer> values = Words.values(CronField.MONTH, months);
            if (values.size() <= 4) {
                return "on "
                        + list(values.stream()
                                .map(month -> dayOfYear(month, day))
                                .toList());
            }
        }
        List<String> plain = new ArrayList<>();
        List<String> parts = new ArrayList<>();
        boolean many = false;
        for (CronItem item : days) {
            if (item.kind() == Kind.RANGE && item.step() == 1) {
                plain.add(item.isSingle() ? "" + item.from() : item.from() + " to " + item.to());
                many |= !item.isSingle();
            } else {
                parts.add(special(item));
            }
        }
        if (!plain.isEmpty()) {
            parts.addFirst((many || plain.size() > 1 ? "days " : "day ") + list(plain));
        }
        return "on " + list(parts) + ofMonths(months);
    }

    private static String special(CronItem day) {
        return switch (day.kind()) {
            case LAST -> lastDay(day.from());
            case NEAREST -> "the working day nearest to day " + day.from();
            case LAST_WEEKDAY ->
                day.from() == 0 ? "the last working day" : "the working day nearest to " + lastDay(day.from());
            default -> "every " + day.step() + nth(day.step()) + " day from day " + day.from() + " to " + day.to();
        };
    }

    private static String lastDay(int before) {
        return switch (before) {
            case 0 -> "the last day";
            case 1 -> "the day before the last";
            default -> "the " + before + nth(before) + " day before the last";
        };
    }

    private static String nth(int number) {
        if (number / 10 == 1) {
            return "th";
        }
        return switch (number % 10) {
            case 1 -> "st";
            case 2 -> "nd";
            case 3 -> "rd";
            default -> "th";
        };
    }

    private String ofMonths(List<CronItem> months) {
        return " of " + (months.isEmpty() ? "the month" : months(months));
    }

    private String months(List<CronItem> months) {
        return list(entries(CronField.MONTH, months, " to ", month -> MONTHS.get(month - 1)));
    }

    @Override
    String onWeekdays(List<CronItem> weekdays, List<CronItem> months) {
        List<CronItem> plain = eachWeek(weekdays);
        List<String> parts = new ArrayList<>();
        if (!plain.isEmpty()) {
            parts.add(weekdays(plain));
        }
        for (CronItem item : weekdays) {
            if (item.kind() == Kind.LAST_OF) {
                parts.add("the last " + WEEKDAYS.get(item.from()));
            } else if (item.kind() == Kind.NTH_OF) {
                parts.add("the " + ORDINALS.get(item.to() - 1) + " " + WEEKDAYS.get(item.from()));
            }
        }
        boolean counted = plain.size() < weekdays.size();
        String where = counted ? ofMonths(months) : months.isEmpty() ? "" : " in " + months(months);
        boolean range = !counted
                && plain.size() == 1
                && !plain.getFirst().isSingle()
                && plain.getFirst().step() == 1;
        return (range ? "" : "on ") + list(parts) + where;
    }

    @Override
    String weekdays(List<CronItem> weekdays) {
        return list(entries(CronField.DAY_OF_WEEK, weekdays, " to ", day -> WEEKDAYS.get(day % 7)));
    }

    @Override
    String either(String days, String weekdays) {
        return days + " or " + weekdays;
    }

    @Override
    String ifAlso(String days, String weekdays) {
        return days + ", but only " + weekdays;
    }

    @Override
    String inMonths(List<CronItem> months) {
        return "in " + months(months);
    }

    @Override
    String inYears(String dates, List<CronItem> years) {
        List<String> parts = new ArrayList<>();
        for (CronItem item : years) {
            if (item.step() == 1 && !item.isSingle()) {
                parts.add(item.from() + " to " + item.to());
            } else if (item.step() > 1) {
                parts.add("every " + item.step() + nth(item.step()) + " year from " + item.from() + " to " + item.to());
            } else {
                parts.add(Integer.toString(item.from()));
            }
        }
        return (dates.isEmpty() ? "" : dates + " ") + "in " + list(parts);
    }

    @Override
    String zone(String id) {
        return "time zone " + id;
    }

    @Override
    String start(Instant start) {
        return "not before " + start;
    }

    @Override
    String end(Instant end) {
        return "not after " + end;
    }

    @Override
    String maxRuns(int runs) {
        return "at most " + runs + (runs == 1 ? " run" : " runs");
    }

    @Override
    String jitter(String length) {
        return "each run up to " + length + " late, as its name decides";
    }

    @Override
    String gap(Schedule.Gap gap) {
        return gap == Schedule.Gap.SKIP
                ? "a time that the clocks skip does not run"
                : "a time that the clocks skip runs right after the gap";
    }

    @Override
    String overlap(Schedule.Overlap overlap) {
        return overlap == Schedule.Overlap.ONCE
                ? "a time that the clocks repeat runs once"
                : "a time that the clocks repeat runs twice";
    }

    @Override
    String except(String what) {
        return "except " + what;
    }

    @Override
    String count(long count, Unit unit) {
        return count + " " + unit.name().toLowerCase(Locale.ROOT) + (count == 1 ? "" : "s");
    }

    @Override
    String list(List<String> items) {
        if (items.size() < 2) {
            return String.join("", items);
        }
        return String.join(", ", items.subList(0, items.size() - 1)) + " and " + items.getLast();
    }

    @Override
    String dayOfYear(int month, int day) {
        return day + " " + MONTHS.get(month - 1);
    }

    @Override
    String between(LocalTime from, LocalTime to) {
        return "from " + from + " to " + to;
    }

    @Override
    String dateRange(String fromAndTo) {
        return "from " + fromAndTo.replace(" ", " to ");
    }

    @Override
    String quoted(String expression) {
        return "what matches '" + expression + "'";
    }
}
