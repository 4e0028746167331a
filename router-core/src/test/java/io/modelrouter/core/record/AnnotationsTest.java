package io.modelrouter.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallAnnotator;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.RouterRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The words of an annotator")
class AnnotationsTest {
    private final CallRecord record = Calls.call("a").build();
    private final RouterRequest request =
            OpenAiChatRequest.builder().model("gpt-4o").user("hello").build();

    private Map<String, String> added(CallAnnotator annotator) {
        return new Annotations(annotator).add(record, request).attributes();
    }

    @Test
    @DisplayName("are added to the record, made from the record and the request")
    void added() {
        assertThat(added((call, asked) -> Map.of("id", call.id(), "model", asked.model())))
                .containsExactlyInAnyOrderEntriesOf(Map.of("id", "a", "model", "gpt-4o"));
    }

    @Test
    @DisplayName("are cut: 16 of them, names of 64 characters, values of 4,096")
    void cut() {
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put(i + "n".repeat(100), "v".repeat(10_000));
        }

        assertThat(added((call, asked) -> many)).hasSize(16).allSatisfy((name, value) -> {
            assertThat(name).hasSize(64);
            assertThat(value).hasSize(4_096);
        });
    }

    @Test
    @DisplayName("are dropped where it throws or gives null, and the record stays")
    void throwing() {
        assertThat(added((call, asked) -> {
                    throw new IllegalStateException("no");
                }))
                .isEmpty();
        assertThat(added((call, asked) -> {
                    throw new StackOverflowError();
                }))
                .isEmpty();
        Map<String, String> nothing = new HashMap<>();
        nothing.put("a", null);
        assertThat(added((call, asked) -> nothing)).isEmpty();
    }
}
