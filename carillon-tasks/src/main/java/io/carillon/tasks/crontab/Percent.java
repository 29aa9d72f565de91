package io.carillon.tasks.crontab;

import org.jspecify.annotations.Nullable;

/**
 * A command of a crontab. The first {@code %} ends the line, what follows is its standard input, where further ones are
 * line ends; {@code \%} is a percent sign.
 *
 * @param line what the shell gets
 * @param stdin what it reads, ending with a line end unless it is empty; null for nothing
 */
record Percent(String line, @Nullable String stdin) {
    static Percent parse(String command) {
        StringBuilder text = new StringBuilder();
        String line = null;
        for (int i = 0; i < command.length(); i++) {
            char c = command.charAt(i);
            if (c == '\\' && i + 1 < command.length() && command.charAt(i + 1) == '%') {
                text.append('%');
                i++;
            } else if (c != '%') {
                text.append(c);
            } else if (line == null) {
                line = text.toString();
                text.setLength(0);
            } else {
                text.append('\n');
            }
        }
        if (line == null) {
            return new Percent(text.toString(), null);
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
            text.append('\n');
        }
        return new Percent(line, text.toString());
    }

    /**
     * The text that {@link #parse} reads as this.
     *
     * @throws RefusedLine when there is none
     */
    String print() throws RefusedLine {
        if (line.indexOf('\n') >= 0) {
            throw new RefusedLine("the command has more than one line");
        }
        String escaped = line.replace("%", "\\%");
        if (stdin == null) {
            return escaped;
        }
        if (!stdin.isEmpty() && !stdin.endsWith("\n")) {
            throw new RefusedLine("its standard input has no line end at the end");
        }
        String body = stdin.isEmpty() ? "" : stdin.substring(0, stdin.length() - 1);
        // An empty last line must not be taken for the line end that is added.
        String last = body.endsWith("\n") || (body.isEmpty() && !stdin.isEmpty()) ? "%" : "";
        String text = escaped + "%" + body.replace("%", "\\%").replace('\n', '%') + last;
        if (!parse(text).equals(this)) {
            throw new RefusedLine("a backslash stands before a line end");
        }
        return text;
    }
}
