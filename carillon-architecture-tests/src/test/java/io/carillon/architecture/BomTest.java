package io.carillon.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The BOM has no parent, so nothing but this keeps it in step. */
class BomTest {
    private static final Pattern VERSION = Pattern.compile("<version>([^<]+-SNAPSHOT|\\d[^<]*)</version>");
    private static final Pattern MODULE = Pattern.compile("<module>([^<]+)</module>");
    private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(carillon-[^<]+)</artifactId>");

    @Test
    void lists_every_published_module() throws IOException {
        Set<String> published = new TreeSet<>();
        for (String module : all(MODULE, Project.read("pom.xml"))) {
            if (!Project.read(module + "/pom.xml").contains("<maven.deploy.skip>true<")) {
                published.add(module);
            }
        }

        assertThat(all(ARTIFACT, Project.read("carillon-bom/pom.xml"))).containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void has_the_version_of_the_parent() throws IOException {
        assertThat(all(VERSION, Project.read("carillon-bom/pom.xml")).getFirst())
                .isEqualTo(all(VERSION, Project.read("pom.xml")).getFirst());
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map(MatchResult::group)
                .map(match -> match.replaceAll("<[^>]+>", ""))
                .toList();
    }
}
