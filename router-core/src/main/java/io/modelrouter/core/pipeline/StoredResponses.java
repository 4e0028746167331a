package io.modelrouter.core.pipeline;

import io.modelrouter.core.pipeline.ResponseMemory.Origin;
import io.modelrouter.core.route.CallPlan;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.OpenAiStoredResponseRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest.Action;
import io.modelrouter.wire.RawJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Requests about earlier Responses answers. Only the caller who made an answer may ask for it: ids are looked up among its
 * own, and an id that nobody here remembers does not exist, for with an upstream's key it could be anybody's. Thread-safe.
 */
final class StoredResponses {
    private final ResponseMemory memory;
    private final BackgroundRuns runs;

    StoredResponses(ResponseMemory memory, BackgroundRuns runs) {
        this.memory = memory;
        this.runs = runs;
    }

    /**
     * Who made the answer.
     *
     * @throws RouterException NOT_FOUND
     */
    Origin origin(CallSession call, OpenAiStoredResponseRequest about) {
        return memory.origin(call.token.name(), about.id()).orElseThrow(() -> notFound(about));
    }

    /** The plan with the answer's maker alone. */
    CallPlan ofMaker(CallPlan plan, Origin origin, OpenAiStoredResponseRequest about) {
        CallPlan own =
                plan.keeping(candidate -> candidate.channel().name().equals(origin.maker()) && !candidate.translated());
        if (own.models().isEmpty()) {
            throw notFound(about);
        }
        return own;
    }

    private static RouterException notFound(OpenAiStoredResponseRequest about) {
        return RouterException.of(RouterErrorCode.NOT_FOUND, "Response with id '" + about.id() + "' not found.")
                .param("response_id")
                .build();
    }

    /** Before the maker is asked: nobody can tell the usage of a run any more once it is deleted. */
    void before(CallSession call, OpenAiStoredResponseRequest about) {
        if (about.action() == Action.DELETE) {
            Duration atMost = call.context.deadline().orElse(RunLook.LONGEST);
            runs.find(call.token.name(), about.id()).ifPresent(run -> runs.lastLook(run, atMost));
        }
    }

    /** The maker's answer has come, or begins to: what it tells of a run's end settles that, and what is deleted is forgotten. */
    void answered(CallSession call, OpenAiStoredResponseRequest about, Exchange exchange) {
        Optional<BackgroundRun> run = runs.find(call.token.name(), about.id());
        switch (about.action()) {
            case DELETE:
                run.ifPresent(known -> runs.end(known, "its caller has deleted it"));
                deletedHere(call, about);
                break;
            case RETRIEVE, CANCEL:
                if (run.isPresent() && !exchange.isStream()) {
                    runs.told(run.get(), exchange.codec.readRun(exchange.body()));
                }
                break;
            default:
                break;
        }
    }

    /** The maker's answer came as a stream, which is over. */
    void streamed(CallSession call, OpenAiStoredResponseRequest about, Exchange exchange) {
        if (exchange.isStream()) {
            runs.find(call.token.name(), about.id())
                    .ifPresent(run -> runs.told(run, exchange.stream().meter().run()));
        }
    }

    /** What was deleted is forgotten here too. */
    void deletedHere(CallSession call, OpenAiStoredResponseRequest about) {
        if (about.action() == Action.DELETE) {
            memory.forget(call.token.name(), about.id());
        }
    }

    /**
     * The router's own answer, for a response that it translated and that no upstream knows.
     *
     * @param whole the response as the caller got it
     * @throws RouterException INVALID_REQUEST where it cannot be had in that way
     */
    byte[] own(CallSession call, OpenAiStoredResponseRequest about, RawJson whole, List<RawJson> input) {
        if (call.stream) {
            throw invalid("this response is kept whole; retrieve it without stream");
        }
        switch (about.action()) {
            case RETRIEVE:
                return whole.toBytes();
            case DELETE:
                Map<String, RawJson> deleted = new LinkedHashMap<>();
                deleted.put("id", RawJson.of(about.id()));
                deleted.put("object", RawJson.of("response"));
                deleted.put("deleted", RawJson.of(true));
                return RawJson.object(deleted).toBytes();
            case CANCEL:
                throw invalid("only responses that were created with background=true can be cancelled");
            case INPUT_ITEMS:
                return inputItems(about, input);
        }
        throw new AssertionError(about.action());
    }

    private static RouterException invalid(String message) {
        return RouterException.of(RouterErrorCode.INVALID_REQUEST, message).build();
    }

    /** All on one page; the newest first unless the query says {@code order=asc}. */
    private static byte[] inputItems(OpenAiStoredResponseRequest about, List<RawJson> input) {
        List<RawJson> items = new ArrayList<>();
        for (int i = 0; i < input.size(); i++) {
            items.add(item(input.get(i), about.id() + "_" + i));
        }
        if (!("&" + about.query() + "&").contains("&order=asc&")) {
            Collections.reverse(items);
        }
        Map<String, RawJson> list = new LinkedHashMap<>();
        list.put("object", RawJson.of("list"));
        list.put("data", RawJson.array(items));
        list.put("first_id", items.isEmpty() ? RawJson.ofNull() : id(items.get(0)));
        list.put("last_id", items.isEmpty() ? RawJson.ofNull() : id(items.get(items.size() - 1)));
        list.put("has_more", RawJson.of(false));
        return RawJson.object(list).toBytes();
    }

    private static RawJson id(RawJson item) {
        return item.get("id").orElse(RawJson.ofNull());
    }

    /** With what the vendor adds to the items that it stores: an id, a type, and the parts of a content that was a text. */
    private static RawJson item(RawJson item, String id) {
        RawJson whole = item;
        if (whole.get("type").isEmpty()) {
            whole = whole.with("type", RawJson.of("message"));
        }
        if (whole.get("id").isEmpty()) {
            whole = whole.with("id", RawJson.of("msg_" + id));
        }
        RawJson content = whole.get("content").orElse(RawJson.ofNull());
        if (content.kind() == RawJson.Kind.STRING) {
            Map<String, RawJson> part = new LinkedHashMap<>();
            part.put("type", RawJson.of("input_text"));
            part.put("text", content);
            whole = whole.with("content", RawJson.array(List.of(RawJson.object(part))));
        }
        return whole;
    }
}
