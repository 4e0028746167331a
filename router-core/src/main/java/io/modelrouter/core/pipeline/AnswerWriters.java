package io.modelrouter.core.pipeline;

import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.ChatClientCodec;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingReply;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.lane.ClientStream;
import io.modelrouter.core.lane.PassThroughStream;
import io.modelrouter.core.lane.TranslatedStream;
import io.modelrouter.core.lane.Translation;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.wire.RawJson;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Makes what writes an answer to its client: the upstream's own bytes, or a writer of the client's dialect. Thread-safe. */
final class AnswerWriters {
    /** What ids of calls begin with; an answer's id has its vendor's own beginning. */
    private static final String CALL = "call_";

    private final Dialects dialects;
    private final CostMembers costs;
    private final ResponseMemory memory;
    private final boolean showUpstreamModel;

    /**
     * @param showUpstreamModel whether translated answers name the model as the upstream did, not as the caller
     */
    AnswerWriters(Dialects dialects, CostMembers costs, ResponseMemory memory, boolean showUpstreamModel) {
        this.dialects = dialects;
        this.costs = costs;
        this.memory = memory;
        this.showUpstreamModel = showUpstreamModel;
    }

    /** For an attempt that is on its way to the commit. */
    ClientStream stream(CallSession session, Exchange exchange, OutputStream out) {
        Supplier<byte @Nullable []> members =
                () -> costs.preview(session, exchange).bytes();
        if (exchange.translation == null) {
            return new PassThroughStream(exchange.stream(), exchange.withholdUsage, members::get, out);
        }
        AnswerContext context = context(session, exchange, exchange.translation, members);
        Consumer<RawJson> whole = memory.wants(session.request)
                ? answer -> memory.put(
                        session.token.name(),
                        session.request,
                        answer,
                        exchange.candidate.channel().name(),
                        true)
                : null;
        return new TranslatedStream(
                exchange.chat().newStreamReader(exchange.candidate.channel()),
                client(session).newStreamWriter(context),
                whole,
                out);
    }

    /** The bytes of a whole translated answer. */
    byte[] whole(CallSession session, Exchange exchange, byte @Nullable [] members) {
        Translation translation = Objects.requireNonNull(exchange.translation);
        return client(session).writeBody(exchange.events(), context(session, exchange, translation, () -> members));
    }

    /** The bytes of a whole translated answer with vectors. */
    byte[] embeddings(
            CallSession session, Exchange exchange, Settler.@Nullable Outcome outcome, byte @Nullable [] members) {
        EmbeddingAnswer answer = exchange.embeddings();
        String shown = showUpstreamModel && answer.model() != null
                ? answer.model()
                : showUpstreamModel ? exchange.candidate.upstreamModel() : exchange.candidate.model();
        EmbeddingReply reply = new EmbeddingReply(
                session.request,
                shown,
                outcome == null ? answer.usage() : outcome.usage(),
                outcome != null && outcome.source() == UsageSource.ESTIMATED,
                members);
        return dialects.embeddings(session.request.dialect()).writeBody(answer, reply);
    }

    private ChatClientCodec client(CallSession session) {
        return dialects.chat(session.request.dialect());
    }

    private AnswerContext context(
            CallSession session, Exchange exchange, Translation translation, Supplier<byte @Nullable []> members) {
        boolean includeUsage = session.request
                .json()
                .at("stream_options", "include_usage")
                .flatMap(RawJson::asBoolean)
                .orElse(false);
        return new AnswerContext(
                session.id.startsWith(CALL) ? session.id.substring(CALL.length()) : session.id,
                showUpstreamModel ? null : exchange.candidate.model(),
                session.startedAt,
                exchange.candidate.dialect(),
                exchange.candidate.channel().name(),
                translation.request(),
                includeUsage,
                Attempt.isArray(session.request),
                () -> tree(members.get()));
    }

    /** The members stand as text that follows others: {@code ,"cost":0.1}. */
    private static @Nullable ObjectNode tree(byte @Nullable [] members) {
        if (members == null || members.length < 2) {
            return null;
        }
        byte[] object = Arrays.copyOf(members, members.length + 1);
        object[0] = '{';
        object[members.length] = '}';
        return JsonTree.read(object) instanceof ObjectNode node ? node : null;
    }
}
