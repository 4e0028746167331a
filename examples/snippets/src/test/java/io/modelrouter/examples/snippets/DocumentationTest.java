package io.modelrouter.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the documentation shows is compiled, and what it links to is there. */
@DisplayName("The documentation")
class DocumentationTest {
    private static final Pattern JAVA_BLOCK = Pattern.compile("(?ms)^```java\\R(.*?)^```\\s*$");
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#\\s]+)(?:#[^)]*)?\\)");
    private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

    private static final Path ROOT = root();

    @Test
    @DisplayName("quotes Java from a file under examples, white space aside")
    void javaIsCompiled() {
        List<String> sources = files(ROOT.resolve("examples"), ".java").stream()
                .filter(file -> !file.toString().contains("/target/"))
                .map(file -> folded(text(file)))
                .toList();
        List<String> strangers = new ArrayList<>();
        int blocks = 0;
        for (Path page : pages()) {
            Matcher block = JAVA_BLOCK.matcher(text(page));
            while (block.find()) {
                blocks++;
                String quoted = folded(block.group(1));
                if (sources.stream().noneMatch(source -> source.contains(quoted))) {
                    strangers.add(ROOT.relativize(page) + ":\n" + block.group(1));
                }
            }
        }
        assertThat(blocks).as("Java blocks").isPositive();
        assertThat(strangers).as("Java that is in no example").isEmpty();
    }

    @Test
    @DisplayName("links to files that exist")
    void linksLead() {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(text(page));
            while (link.find()) {
                String target = link.group(1);
                Path file = page.getParent().resolve(target);
                if (!target.contains("://") && !Files.exists(file)) {
                    broken.add(ROOT.relativize(page) + " -> " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<Path> pages() {
        List<Path> pages = new ArrayList<>(files(ROOT.resolve("docs"), ".md"));
        pages.add(ROOT.resolve("README.md"));
        pages.add(ROOT.resolve("CONTRIBUTING.md"));
        return pages;
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String folded(String text) {
        return WHITE_SPACE.matcher(text).replaceAll(" ").strip();
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("router-api"))) {
            folder = folder.getParent();
        }
        assertThat(folder).as("the project's folder").isNotNull();
        return folder;
    }
}
