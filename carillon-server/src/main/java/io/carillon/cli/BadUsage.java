package io.carillon.cli;

import io.carillon.web.api.FieldError;
import io.carillon.web.api.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MaxValuesExceededException;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the words of a command, in the form that every refusal has: field, expected, got. */
final class BadUsage {
    private BadUsage() {}

    /** One line. */
    static String sentence(ParameterException error) {
        CommandLine command = error.getCommandLine();
        return what(error, command) + "; see '" + command.getCommandSpec().qualifiedName() + " --help'";
    }

    private static String what(ParameterException error, CommandLine command) {
        ArgSpec argument = error.getArgSpec();
        if (error instanceof UnmatchedArgumentException unmatched) {
            return unmatched(unmatched.getUnmatched().getFirst(), command);
        }
        if (error instanceof MissingParameterException missing) {
            return missing(missing.getMissing());
        }
        boolean tooMany = error instanceof OverwrittenOptionException || error instanceof MaxValuesExceededException;
        if (argument == null || tooMany) {
            return oneLine(String.valueOf(error.getMessage()));
        }
        return FieldError.of(name(argument), expected(argument), value(error)).message();
    }

    private static String unmatched(String word, CommandLine command) {
        if (word.startsWith("-")) {
            Collection<String> options = command.getCommandSpec().optionsMap().keySet();
            return "unknown option '" + word + "'" + Nearest.hint(word, options);
        }
        Collection<String> commands = command.getSubcommands().keySet();
        String what = commands.isEmpty() ? "unexpected argument" : "unknown command";
        return what + " '" + word + "'" + Nearest.hint(word, commands);
    }

    private static String missing(List<ArgSpec> missing) {
        String names = missing.stream().map(BadUsage::name).collect(Collectors.joining(", "));
        if (missing.size() > 1) {
            return "expected one of " + names + ", got none";
        }
        return missing.isEmpty()
                ? "expected more words"
                : FieldError.of(names, expected(missing.getFirst()), null).message();
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String expected(ArgSpec argument) {
        Class<?> type = argument.type();
        if (type == Boolean.class || type == boolean.class) {
            return "true or false, or nothing";
        }
        boolean said = argument.isOption() && !argument.paramLabel().equals("N");
        return said ? argument.paramLabel() : type == Integer.class ? "a whole number" : "a value";
    }

    /** What came, which picocli keeps in the message alone when it could not be split. */
    private static @Nullable String value(ParameterException error) {
        if (error.getValue() != null) {
            return error.getValue();
        }
        String message = String.valueOf(error.getMessage());
        int at = message.indexOf(" but was ");
        return at < 0 ? null : message.substring(at + " but was ".length());
    }

    private static String oneLine(String text) {
        return text.replaceFirst("^Error: ", "").replaceAll("\\s*\\R\\s*", " ");
    }
}
