package io.modelrouter.starter.endpoint;

import io.modelrouter.Explanation;
import io.modelrouter.chat.Loss;
import io.modelrouter.quota.Credits;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.RawJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An explanation as a caller may read it: the same in all dialects, and of channels in the caller's own groups alone. */
final class Explanations {
    private Explanations() {}

    static RawJson of(RouterRequest request, Explanation explanation) {
        Map<String, RawJson> answer = new LinkedHashMap<>();
        answer.put("object", RawJson.of("router.explanation"));
        answer.put("model", RawJson.of(explanation.model()));
        answer.put("dialect", RawJson.of(request.dialect().id()));
        answer.put(
                "estimated_cost",
                explanation.estimate() == null
                        ? RawJson.ofNull()
                        : RawJson.of(Credits.ofNanos(explanation.estimate())));
        answer.put(
                "candidates",
                RawJson.array(explanation.candidates().stream()
                        .filter(Explanation.Candidate::open)
                        .map(candidate -> candidate(request, candidate))
                        .toList()));
        return RawJson.object(answer);
    }

    private static RawJson candidate(RouterRequest request, Explanation.Candidate candidate) {
        Map<String, RawJson> entry = new LinkedHashMap<>();
        entry.put("channel", RawJson.of(candidate.channel()));
        entry.put("kept", RawJson.of(candidate.kept()));
        entry.put("refusal", text(candidate.refusal()));
        entry.put("pattern", text(candidate.pattern()));
        entry.put("upstream_model", text(candidate.upstreamModel()));
        entry.put(
                "dialect",
                candidate.dialect() == null
                        ? RawJson.ofNull()
                        : RawJson.of(candidate.dialect().id()));
        entry.put("translated", RawJson.of(candidate.dialect() != null && candidate.dialect() != request.dialect()));
        entry.put("priority", RawJson.of(candidate.priority()));
        entry.put("weight", RawJson.of(candidate.weight()));
        entry.put("multiplier", RawJson.of(candidate.multiplier()));
        entry.put("losses", losses(candidate.losses()));
        return RawJson.object(entry);
    }

    private static RawJson losses(List<Loss> losses) {
        return RawJson.array(losses.stream()
                .map(loss -> {
                    Map<String, RawJson> entry = new LinkedHashMap<>();
                    entry.put("field", RawJson.of(loss.field()));
                    entry.put("severity", RawJson.of(loss.severity().name().toLowerCase(Locale.ROOT)));
                    entry.put("reason", RawJson.of(loss.reason()));
                    return RawJson.object(entry);
                })
                .toList());
    }

    private static RawJson text(@Nullable String text) {
        return text == null ? RawJson.ofNull() : RawJson.of(text);
    }
}
