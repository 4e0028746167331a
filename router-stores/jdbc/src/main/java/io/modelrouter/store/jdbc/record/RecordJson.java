package io.modelrouter.store.jdbc.record;

import io.modelrouter.chat.Loss;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.FailureKind;
import io.modelrouter.quota.AccountId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Function;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The lists of a record as JSON, in ASCII, so that every database keeps every character. */
final class RecordJson {
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private RecordJson() {}

    static String accounts(List<AccountId> accounts) {
        ArrayNode array = JSON.createArrayNode();
        accounts.forEach(account -> array.add(account.value()));
        return JSON.writeValueAsString(array);
    }

    static List<AccountId> accounts(String json) {
        return list(json, node -> new AccountId(node.stringValue()));
    }

    static String failures(List<AttemptFailure> failures) {
        ArrayNode array = JSON.createArrayNode();
        for (AttemptFailure failure : failures) {
            ObjectNode node = array.addObject()
                    .put("number", failure.number())
                    .put("channel", failure.channel())
                    .put("kind", failure.kind().name());
            failure.status().ifPresent(status -> node.put("status", status));
            node.put("nanos", failure.elapsed().toNanos()).put("summary", failure.summary());
        }
        return JSON.writeValueAsString(array);
    }

    static List<AttemptFailure> failures(String json) {
        return list(
                json,
                node -> new AttemptFailure(
                        node.required("number").intValue(),
                        node.required("channel").stringValue(),
                        FailureKind.valueOf(node.required("kind").stringValue()),
                        node.has("status")
                                ? OptionalInt.of(node.required("status").intValue())
                                : OptionalInt.empty(),
                        Duration.ofNanos(node.required("nanos").longValue()),
                        node.required("summary").stringValue()));
    }

    static String losses(List<Loss> losses) {
        ArrayNode array = JSON.createArrayNode();
        for (Loss loss : losses) {
            array.addObject()
                    .put("field", loss.field())
                    .put("severity", loss.severity().name())
                    .put("reason", loss.reason());
        }
        return JSON.writeValueAsString(array);
    }

    static List<Loss> losses(String json) {
        return list(
                json,
                node -> new Loss(
                        node.required("field").stringValue(),
                        Loss.Severity.valueOf(node.required("severity").stringValue()),
                        node.required("reason").stringValue()));
    }

    static String attributes(Map<String, String> attributes) {
        ObjectNode node = JSON.createObjectNode();
        new TreeMap<>(attributes).forEach(node::put);
        return JSON.writeValueAsString(node);
    }

    static Map<String, String> attributes(String json) {
        Map<String, String> attributes = new LinkedHashMap<>();
        JSON.readTree(json).forEachEntry((name, value) -> attributes.put(name, value.stringValue()));
        return attributes;
    }

    private static <T> List<T> list(String json, Function<JsonNode, T> read) {
        if (json.equals("[]")) {
            return List.of();
        }
        List<T> list = new ArrayList<>();
        JSON.readTree(json).forEach(node -> list.add(read.apply(node)));
        return list;
    }
}
