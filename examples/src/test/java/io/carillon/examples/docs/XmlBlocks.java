package io.carillon.examples.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks XML blocks: dependencies on modules that exist, in the version of this checkout. */
final class XmlBlocks {
    private static final Pattern DEPENDENCY = Pattern.compile("\\s*<dependency>\\s*<groupId>io\\.carillon</groupId>\\s*"
            + "<artifactId>([^<]+)</artifactId>\\s*(?:<version>([^<]+)</version>\\s*)?"
            + "(?:<(scope|type)>\\w+</\\3>\\s*)*</dependency>\\s*");
    private static final Pattern VERSION =
            Pattern.compile("<artifactId>carillon-parent</artifactId>\\s*<version>([^<]+)</version>");

    private XmlBlocks() {}

    static List<Outcome> check(List<Snippet> blocks) throws IOException {
        List<Outcome> outcomes = new ArrayList<>();
        for (Snippet block : blocks) {
            outcomes.add(new Outcome(block, trouble(block.text())));
        }
        return outcomes;
    }

    static @Nullable String trouble(String text) throws IOException {
        Matcher dependency = DEPENDENCY.matcher(text);
        if (!dependency.lookingAt()) {
            return "expected <dependency> with groupId io.carillon, artifactId and version";
        }
        int end = 0;
        for (dependency.reset(); dependency.find() && dependency.start() == end; end = dependency.end()) {
            Path pom = MarkdownPage.project().resolve(dependency.group(1)).resolve("pom.xml");
            if (!Files.exists(pom)) {
                return "there is no module " + dependency.group(1);
            }
            Matcher parent =
                    VERSION.matcher(Files.readString(MarkdownPage.project().resolve("pom.xml")));
            String version = dependency.group(2);
            if (version != null && parent.find() && !version.equals(parent.group(1))) {
                return "expected version " + parent.group(1) + ", got " + version;
            }
        }
        return text.substring(end).isBlank() ? null : "not understood: " + text.substring(end);
    }
}
