package io.modelrouter.providers.compatible;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.Dialect;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The page of vendors")
class VendorsPageTest {
    private static final Path PAGE = Path.of("docs", "providers", "vendors.md");

    /** The tests run in the module's folder, or in the one above it. */
    private static Path page() {
        return Files.exists(PAGE) ? PAGE : Path.of("..").resolve(PAGE);
    }

    static String table() {
        StringBuilder table =
                new StringBuilder("| type | vendor | address | Claude endpoint, key in | dialects | read from |\n"
                        + "|---|---|---|---|---|---|\n");
        for (Preset preset : Presets.all()) {
            String claude = preset.dialects().contains(Dialect.CLAUDE_MESSAGES)
                    ? "`" + preset.root(Dialect.CLAUDE_MESSAGES).orElseThrow() + "`, `"
                            + preset.claudeKey().header() + "`"
                    : "";
            String dialects = preset.dialects().stream().map(Dialect::id).collect(Collectors.joining(", "));
            URI source = preset.source();
            table.append("| `").append(preset.type()).append("` | ").append(preset.vendor());
            table.append(" | `").append(preset.openAi()).append("` | ").append(claude);
            table.append(" | ").append(dialects);
            table.append(" | [")
                    .append(source.getHost())
                    .append("](")
                    .append(source)
                    .append(") |\n");
        }
        return table.toString();
    }

    @Test
    void hasTheTableOfThePresets() throws Exception {
        String page = Files.readString(page(), StandardCharsets.UTF_8);

        assertThat(page).as("put this into %s:%n%s", PAGE, table()).contains(table());
        assertThat(page).contains("as of " + Presets.READ_ON);
    }
}
