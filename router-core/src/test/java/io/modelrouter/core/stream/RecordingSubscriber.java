package io.modelrouter.core.stream;

import io.modelrouter.event.ChatEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.function.BiConsumer;

/** Writes down every signal: texts as they are, other events by name. Used by one thread at a time. */
class RecordingSubscriber implements Flow.Subscriber<ChatEvent> {
    final List<String> signals = new ArrayList<>();
    Flow.Subscription subscription;
    Throwable error;
    private final long first;
    private final BiConsumer<RecordingSubscriber, ChatEvent> onNext;
    private boolean inside;

    /**
     * @param first asked for in onSubscribe; 0 for nothing
     */
    RecordingSubscriber(long first) {
        this(first, (self, event) -> {});
    }

    RecordingSubscriber(long first, BiConsumer<RecordingSubscriber, ChatEvent> onNext) {
        this.first = first;
        this.onNext = onNext;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        signal("subscribed", () -> {
            subscription = given;
            if (first != 0) {
                given.request(first);
            }
        });
    }

    @Override
    public void onNext(ChatEvent event) {
        String name = event instanceof ChatEvent.TextDelta text
                ? text.text()
                : event.getClass().getSimpleName();
        signal(name, () -> onNext.accept(this, event));
    }

    @Override
    public void onError(Throwable thrown) {
        error = thrown;
        signal("error", () -> {});
    }

    @Override
    public void onComplete() {
        signal("complete", () -> {});
    }

    private void signal(String name, Runnable reaction) {
        if (inside) {
            signals.add("(inside another signal)");
        }
        signals.add(name);
        inside = true;
        try {
            reaction.run();
        } finally {
            inside = false;
        }
    }
}
