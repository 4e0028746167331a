package io.modelrouter.starter.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("The page docs/fidelity.md")
class FidelityPageTest {
    private static final String WRITE = "fidelity.write";

    /** Tests run in the module's folder, or in the root. */
    private static Path page() {
        Path docs = Files.isDirectory(Path.of("docs")) ? Path.of("docs") : Path.of("..", "docs");
        return docs.resolve("fidelity.md");
    }

    @Test
    void isWhatTheCodecsDo() throws IOException {
        String page = FidelityTable.page();
        if (Boolean.getBoolean(WRITE)) {
            Files.writeString(page(), page);
        }

        assertThat(Files.exists(page()) ? Files.readString(page()) : "")
                .as(
                        "docs/fidelity.md is not what the codecs do; write it anew with mvn -pl router-spring-boot-starter -am "
                                + "test -Dtest=FidelityPageTest -Dsurefire.failIfNoSpecifiedTests=false -D" + WRITE
                                + "=true")
                .isEqualTo(page);
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-18")
    @Tag("field-21")
    @Tag("field-23")
    void callsCarriedOnlyWhatIsCarried(Dialect client) {
        Defects defects = new Defects("fidelity-of-" + client);
        for (FidelityTable.Probe probe : FidelityTable.probes(client)) {
            ChatRequest request = FidelityTable.read(client, probe.body());
            for (Dialect channel : Dialect.ofChatClients()) {
                WrittenRequest written = TranslatedRequestsTest.write(request, channel);
                if (channel != client && written.isUsable()) {
                    ChatRequest again = TranslatedRequestsTest.read(channel, written, request.stream());
                    RequestComparer.differences(request, again, channel, written.losses())
                            .forEach(difference -> defects.add(probe + " -> " + channel + ": " + difference));
                }
            }
        }
        defects.assertNone();
    }
}
