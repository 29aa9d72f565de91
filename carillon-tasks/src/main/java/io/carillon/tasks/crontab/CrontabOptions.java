package io.carillon.tasks.crontab;

import io.carillon.InvalidValueException;
import io.carillon.spi.CommandResolver;
import io.carillon.tasks.CommandTypes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.regex.Pattern;

/** How a crontab is to be read. Immutable; every method returns a changed copy. */
public final class CrontabOptions {
    /** Whose crontab it is. */
    public enum Form {
        /** As {@code crontab -l} shows it: the command follows the time. */
        USER,
        /** As {@code /etc/crontab} and the files in {@code /etc/cron.d}: a user stands in between. */
        SYSTEM;

        /** The form that files of this path have. */
        public static Form of(Path file) {
            Path path = file.toAbsolutePath().normalize();
            Path parent = path.getParent();
            boolean inCronD = parent != null && parent.endsWith("cron.d");
            return inCronD || path.endsWith(Path.of("etc", "crontab")) ? SYSTEM : USER;
        }
    }

    /** A user's crontab for the user of this process, where shell lines run. */
    public static final CrontabOptions DEFAULT = new CrontabOptions(
            Form.USER, System.getProperty("user.name", ""), "", "~", Duration.ofDays(1), new CommandTypes(true));

    private static final Pattern PREFIX = Pattern.compile("|[\\p{L}\\p{N}_][\\p{L}\\p{N}._:/$@+-]{0,60}");

    private final Form form;
    private final String user;
    private final String prefix;
    private final String directory;
    private final Duration timeout;
    private final CommandResolver commands;

    private CrontabOptions(
            Form form, String user, String prefix, String directory, Duration timeout, CommandResolver commands) {
        this.form = form;
        this.user = user;
        this.prefix = prefix;
        this.directory = directory;
        this.timeout = timeout;
        this.commands = commands;
    }

    public CrontabOptions form(Form form) {
        return new CrontabOptions(Objects.requireNonNull(form, "form"), user, prefix, directory, timeout, commands);
    }

    /** The user that lines will run as; a line of a system crontab for another one is refused. */
    public CrontabOptions user(String user) {
        return new CrontabOptions(form, Objects.requireNonNull(user, "user"), prefix, directory, timeout, commands);
    }

    /** What every schedule's name begins with; at most 61 characters of a name. Empty if never said. */
    public CrontabOptions prefix(String prefix) {
        if (!PREFIX.matcher(prefix).matches()) {
            throw new InvalidValueException(
                    "prefix", "the beginning of a schedule's name, at most 61 characters", prefix);
        }
        return new CrontabOptions(form, user, prefix, directory, timeout, commands);
    }

    /** Folder of lines without a {@code HOME}: absolute, or {@code ~} (if never said) for the home of the node's user. */
    public CrontabOptions directory(String directory) {
        return new CrontabOptions(
                form, user, prefix, Objects.requireNonNull(directory, "directory"), timeout, commands);
    }

    /** Longest run of a line, 1 ms to 366 days; a day if never said. */
    public CrontabOptions timeout(Duration timeout) {
        return new CrontabOptions(form, user, prefix, directory, Objects.requireNonNull(timeout), commands);
    }

    /** Judges the commands; if never said, shell lines are taken. A command it refuses or does not know is refused. */
    public CrontabOptions commands(CommandResolver commands) {
        return new CrontabOptions(form, user, prefix, directory, timeout, Objects.requireNonNull(commands));
    }

    Form form() {
        return form;
    }

    String user() {
        return user;
    }

    String prefix() {
        return prefix;
    }

    String directory() {
        return directory;
    }

    Duration timeout() {
        return timeout;
    }

    CommandResolver commands() {
        return commands;
    }
}
