package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A tree of upstream JSON")
class JsonTreeTest {

    private static JsonNode read(String json) {
        return JsonTree.read(json.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "{} {}", "[DONE]", "x", "{\"a\":1,}"})
    void isNoneWhereItIsNotOneValue(String text) {
        assertThat(read(text)).isNull();
        assertThat(JsonTree.read(WireFrame.of(null, text))).isNull();
    }

    @Test
    void keepsMemberOrderAndTheDigitsOfNumbers() {
        String json = "{\"b\":1.10,\"a\":[1.0,12345678901234567890,\"é\"],\"c\":null}";
        assertThat(JsonTree.raw(read(json)).toString()).isEqualTo(json);
    }

    @Test
    @DisplayName("can be written with half a surrogate pair, which models that stream token by token make")
    void halfASurrogatePair() {
        JsonNode half = read("{\"a\":\"\\ud83dé\"}");
        assertThat(JsonTree.read(JsonTree.bytes(half))).isEqualTo(half);
    }

    @ParameterizedTest
    @CsvSource({
        "null,false",
        "'\"\"',false",
        "[],false",
        "{},false",
        "0,true",
        "false,true",
        "'\"a\"',true",
        "[null],true"
    })
    void saysSomethingUnlessItIsNullOrEmpty(String json, boolean something) {
        assertThat(JsonTree.saysSomething(read(json))).isEqualTo(something);
        assertThat(JsonTree.saysSomething(null)).isFalse();
        assertThat(JsonTree.saysSomething(read("{}").path("absent"))).isFalse();
    }
}
