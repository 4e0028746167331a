package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Signature.Place;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A signature in a foreign carrier")
@Tag("field-22")
class ProvenanceTest {
    private static final Signature CLAUDE =
            new Signature(Dialect.CLAUDE_MESSAGES, "c1", Place.NEXT, true, "EqQB+/=ä", "I think \u2026");
    private static final Signature GEMINI = Signature.of(Dialect.GEMINI_GENERATE, "CiQBcsj==");

    @Test
    void comes_back_as_it_was() {
        assertThat(Provenance.unseal(Provenance.seal(List.of(CLAUDE, GEMINI)))).containsExactly(CLAUDE, GEMINI);
        assertThat(Provenance.unseal(Provenance.seal(GEMINI))).containsExactly(GEMINI);
    }

    @Test
    void survives_a_client_that_decodes_and_encodes_base64() {
        String sealed = Provenance.seal(CLAUDE);

        byte[] bytes = Base64.getDecoder().decode(sealed);

        assertThat(Base64.getEncoder().encodeToString(bytes)).isEqualTo(sealed);
    }

    @Test
    void is_told_from_the_carriers_own() {
        for (String own : List.of("", "EqQBCkYIBxgCKkA", "gAAAAABo", "skip_thought_signature_validator", "bW9k")) {
            assertThat(Provenance.unseal(own)).isEmpty();
            assertThat(Provenance.isSealed(own)).isFalse();
        }
    }

    @Test
    void is_known_as_sealed_even_if_it_was_damaged() {
        String damaged = Provenance.seal(CLAUDE).substring(0, 40) + "!";

        assertThat(Provenance.isSealed(damaged)).isTrue();
        assertThat(Provenance.unseal(damaged)).isEmpty();
    }

    @Test
    void with_an_origin_that_nobody_knows_is_left_out() {
        String strange = Base64.getEncoder()
                .encodeToString("modelrouter1:[{\"d\":\"esperanto\",\"v\":\"x\"},{\"d\":1},7]"
                        .getBytes(StandardCharsets.UTF_8));

        assertThat(Provenance.isSealed(strange)).isTrue();
        assertThat(Provenance.unseal(strange)).isEmpty();
    }

    @Test
    void is_found_anywhere_in_a_request() {
        String sealed = Provenance.seal(GEMINI);

        assertThat(Provenance.occursIn(RawJson.parse("{\"a\":[{\"signature\":\"" + sealed + "\"}]}")))
                .isTrue();
        assertThat(Provenance.occursIn(RawJson.parse("{\"a\":[{\"signature\":\"EqQBCkYIBxgCKkA\"}]}")))
                .isFalse();
    }
}
