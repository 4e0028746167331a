package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ChannelSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What every {@link ChannelRegistry} must do. Extend it and say how your registry is made and how its owner changes it.
 */
public abstract class ChannelRegistryContract {

    /** A registry with these channels. */
    protected abstract ChannelRegistry newRegistry(List<Channel> channels);

    /**
     * The owner replaces all channels; returns when the registry has taken notice, so refresh it here if that happens in
     * the background.
     */
    protected abstract void change(ChannelRegistry registry, List<Channel> channels);

    /**
     * Takes the source away, such as a database, and lets the registry notice; false where there is none that could fail,
     * which skips the test.
     */
    protected boolean breakSource(ChannelRegistry registry) {
        return false;
    }

    @Test
    @DisplayName("gives its channels in the order of their configuration, with all their settings")
    void order() {
        Channel full = Channel.builder("full", "openai")
                .baseUrl("https://upstream.example/v1")
                .apiKey("sk-secret")
                .models("gpt-*", "o3")
                .mapModel("gpt-latest", "gpt-4o")
                .priority(10)
                .weight(3)
                .groups("gold")
                .enabled(false)
                .build();

        ChannelSnapshot snapshot =
                newRegistry(List.of(channel("z"), full, channel("a"))).snapshot();

        assertThat(names(snapshot)).containsExactly("z", "full", "a");
        Channel found = snapshot.channel("full").orElseThrow();
        assertThat(found.baseUrl()).isEqualTo(full.baseUrl());
        assertThat(found.apiKeys()).isEqualTo(full.apiKeys());
        assertThat(found.models()).isEqualTo(full.models());
        assertThat(found.modelMapping()).isEqualTo(full.modelMapping());
        assertThat(found.priority()).isEqualTo(10);
        assertThat(found.weight()).isEqualTo(3);
        assertThat(found.groups()).containsExactly("gold");
        assertThat(found.enabled()).as("disabled channels are listed too").isFalse();
    }

    @Test
    @DisplayName("may be empty, but is never null")
    void empty() {
        assertThat(newRegistry(List.of()).snapshot())
                .isNotNull()
                .satisfies(s -> assertThat(s.channels()).isEmpty());
    }

    @Test
    @DisplayName("keeps its version while nothing changes and raises it with every change")
    void versions() {
        ChannelRegistry registry = newRegistry(List.of(channel("a")));
        ChannelSnapshot first = registry.snapshot();
        assertThat(registry.snapshot().version()).isEqualTo(first.version());

        change(registry, List.of(channel("a"), channel("b")));
        ChannelSnapshot second = registry.snapshot();
        change(registry, List.of(channel("a")));
        ChannelSnapshot third = registry.snapshot();

        assertThat(second.version()).isGreaterThan(first.version());
        assertThat(third.version()).isGreaterThan(second.version());
        assertThat(names(second)).containsExactly("a", "b");
        assertThat(names(third)).containsExactly("a");
    }

    @Test
    @DisplayName("raises its version also where only a setting changed")
    void settingChanges() {
        ChannelRegistry registry = newRegistry(List.of(channel("a")));
        long before = registry.snapshot().version();

        change(registry, List.of(channel("a").toBuilder().enabled(false).build()));

        assertThat(registry.snapshot().version()).isGreaterThan(before);
        assertThat(registry.snapshot().channels().get(0).enabled()).isFalse();
    }

    @Test
    @DisplayName("never changes a snapshot that was taken")
    void snapshotsStay() {
        ChannelRegistry registry = newRegistry(List.of(channel("a")));
        ChannelSnapshot taken = registry.snapshot();

        change(registry, List.of(channel("b")));

        assertThat(names(taken)).containsExactly("a");
        assertThatThrownBy(() -> taken.channels().clear()).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    @DisplayName("gives whole snapshots to many threads while it changes: one version, one content")
    void wholeSnapshots() throws Exception {
        ChannelRegistry registry = newRegistry(generation(0));
        Map<Long, Set<String>> seen = new ConcurrentHashMap<>();
        AtomicBoolean over = new AtomicBoolean();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> readers = new ArrayList<>();
            for (int t = 0; t < 4; t++) {
                readers.add(pool.submit(() -> read(registry, seen, over)));
            }
            for (int i = 1; i <= 100; i++) {
                change(registry, generation(i));
            }
            over.set(true);
            for (Future<?> reader : readers) {
                reader.get();
            }
        } finally {
            over.set(true);
            pool.shutdownNow();
        }
        assertThat(seen).isNotEmpty();
    }

    private static void read(ChannelRegistry registry, Map<Long, Set<String>> seen, AtomicBoolean over) {
        long last = Long.MIN_VALUE;
        do {
            ChannelSnapshot snapshot = registry.snapshot();
            assertThat(snapshot.version()).isGreaterThanOrEqualTo(last);
            last = snapshot.version();
            Set<String> names = new HashSet<>(names(snapshot));
            assertThat(names.stream()
                            .map(name -> name.substring(0, name.indexOf('-')))
                            .collect(Collectors.toSet()))
                    .as("generations in one snapshot")
                    .hasSize(1);
            Set<String> before = seen.putIfAbsent(last, names);
            assertThat(before == null ? names : before).as("version %s", last).isEqualTo(names);
        } while (!over.get());
    }

    @Test
    @DisplayName("gives the last good snapshot while its source is out of reach, and does not throw")
    void sourceOutOfReach() {
        ChannelRegistry registry = newRegistry(List.of(channel("a")));
        ChannelSnapshot good = registry.snapshot();
        Assumptions.assumeTrue(breakSource(registry), "this registry has no source that could fail");

        assertThat(names(registry.snapshot())).containsExactly("a");
        assertThat(registry.snapshot().version()).isEqualTo(good.version());
    }

    private static List<Channel> generation(int number) {
        return List.of(channel(number + "-x"), channel(number + "-y"), channel(number + "-z"));
    }

    private static Channel channel(String name) {
        return Channel.builder(name, "openai").models("*").build();
    }

    private static List<String> names(ChannelSnapshot snapshot) {
        return snapshot.channels().stream().map(Channel::name).toList();
    }
}
