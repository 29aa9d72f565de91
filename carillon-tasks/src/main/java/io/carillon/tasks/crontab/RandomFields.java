package io.carillon.tasks.crontab;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Values that cron chooses at random when it reads the crontab: {@code ~}, {@code 10~}, {@code 0~30}. Here the choice
 * hangs on the command alone, so that it is the same on every machine and after every import, and different for
 * different commands.
 */
final class RandomFields {
    private static final Pattern RANDOM = Pattern.compile("(?<![^,])(\\d*)~(\\d*)(?![^,])");
    private static final int[] LEAST = {0, 0, 1, 1, 0};
    private static final int[] MOST = {59, 23, 31, 12, 6};

    private RandomFields() {}

    /**
     * @param time five fields
     * @return the fields with every such value chosen; {@code time} itself when there is none
     */
    static String choose(String time, String command) throws RefusedLine {
        if (time.indexOf('~') < 0) {
            return time;
        }
        String[] fields = time.split("\\s+");
        for (int i = 0; i < fields.length; i++) {
            fields[i] = choose(fields[i], LEAST[i], MOST[i], EntryNames.hash(command + '\0' + i));
        }
        return String.join(" ", fields);
    }

    private static String choose(String field, int least, int most, String hash) throws RefusedLine {
        Matcher matcher = RANDOM.matcher(field);
        StringBuilder result = new StringBuilder();
        while (matcher.find()) {
            int from = number(matcher.group(1), least);
            int to = number(matcher.group(2), most);
            if (from < least || to > most || from > to) {
                throw new RefusedLine("'" + matcher.group() + "': expected a range inside " + least + "~" + most);
            }
            int value = from + Math.floorMod(Integer.parseUnsignedInt(hash, 16), to - from + 1);
            matcher.appendReplacement(result, String.valueOf(value));
        }
        return matcher.appendTail(result).toString();
    }

    private static int number(String text, int otherwise) {
        return text.isEmpty() || text.length() > 4 ? otherwise : Integer.parseInt(text);
    }
}
