package io.modelrouter.core.lane;

import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.wire.Dialect;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * For callers who take events or whole answers of a translated call: its signatures are wrapped with their origin, so that
 * the caller can put them into the next request of its own dialect like any other and they find their maker again. Not
 * thread-safe; one for each answer.
 */
public final class SealedSignatures implements UnaryOperator<ChatEvent> {
    private final Dialect origin;
    private final String channel;
    private final Set<Integer> reasoning = new HashSet<>();

    /**
     * @param origin the channel's dialect
     * @param channel its name
     */
    public SealedSignatures(Dialect origin, String channel) {
        this.origin = origin;
        this.channel = channel;
    }

    @Override
    public ChatEvent apply(ChatEvent event) {
        if (event instanceof ChatEvent.BlockStarted started && started.kind() == BlockKind.REASONING) {
            reasoning.add(started.index());
        }
        if (event instanceof ChatEvent.ReasoningSigned signed) {
            // An assembled answer has no place for a signature on text or on a call but right before it.
            Signature.Place place = reasoning.contains(signed.index()) ? Signature.Place.OWN : Signature.Place.NEXT;
            Signature signature = new Signature(origin, channel, place, signed.redacted(), signed.signature(), null);
            return new ChatEvent.ReasoningSigned(signed.index(), Provenance.seal(signature), signed.redacted());
        }
        return event;
    }
}
