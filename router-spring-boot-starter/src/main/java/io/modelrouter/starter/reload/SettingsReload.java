package io.modelrouter.starter.reload;

import io.modelrouter.channel.Channel;
import io.modelrouter.starter.settings.InvalidSettingException;
import io.modelrouter.starter.settings.RouterConfiguration;
import io.modelrouter.starter.settings.SettingsFile;
import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;

/**
 * The settings as they are now. Where there is a channels file, a changed one takes effect as a whole; a broken one is
 * refused as a whole, and what was before stays. Thread-safe.
 */
public final class SettingsReload implements SmartInitializingSingleton, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsReload.class);

    private final @Nullable SettingsFile file;
    private final Duration interval;
    private final Map<Part, Consumer<RouterConfiguration>> parts = new EnumMap<>(Part.class);
    private volatile RouterConfiguration current;
    private @Nullable ScheduledExecutorService timer;

    /** What takes new settings, in the order in which it does: a token is not known before its account has a limit and its budgets. */
    public enum Part {
        LIMITS,
        BUDGETS,
        PRICES,
        TOKENS,
        CHANNELS
    }

    /**
     * @param base the settings of the properties
     * @param file more of them, or null
     * @param interval how often the file is looked at; zero for never
     * @throws InvalidSettingException if the file is wrong
     */
    public SettingsReload(RouterConfiguration base, @Nullable SettingsFile file, Duration interval) {
        this.file = file;
        this.interval = interval;
        this.current = file == null ? base : file.read();
    }

    public RouterConfiguration current() {
        return current;
    }

    /** Says who takes a part of new settings; parts without anybody stay as they are. */
    public synchronized void onChange(Part part, Consumer<RouterConfiguration> taker) {
        parts.put(part, taker);
    }

    /**
     * Reads the file now.
     *
     * @return what there is now, in words
     * @throws IllegalStateException if there is no file
     * @throws InvalidSettingException naming everything that is wrong with it; nothing has changed then
     */
    public synchronized String reload() {
        if (file == null) {
            throw new IllegalStateException("there is no file to reload: model-router.channels-file is not set");
        }
        RouterConfiguration before = current;
        RouterConfiguration next;
        try {
            next = file.read();
            parts.values().forEach(taker -> taker.accept(next));
        } catch (RuntimeException e) {
            LOG.warn("{} is refused, and the settings stay as they were: {}", file.path(), e.getMessage());
            throw e;
        }
        current = next;
        String summary = summary(before, next);
        LOG.info("{} is in effect: {}", file.path(), summary);
        return summary;
    }

    private static String summary(RouterConfiguration before, RouterConfiguration next) {
        Set<String> old = names(before.channels());
        Set<String> added = names(next.channels());
        Set<String> removed = new LinkedHashSet<>(old);
        removed.removeAll(added);
        added.removeAll(old);
        return next.channels().size() + " channels"
                + (added.isEmpty() ? "" : ", new " + String.join(", ", added))
                + (removed.isEmpty() ? "" : ", gone " + String.join(", ", removed))
                + "; " + next.tokens().size() + " tokens; "
                + next.limits().size() + " accounts; "
                + next.prices().size() + " prices";
    }

    private static Set<String> names(List<Channel> channels) {
        return channels.stream().map(Channel::name).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** Begins to watch the file, if there is one and it is to be watched. */
    @Override
    public synchronized void afterSingletonsInstantiated() {
        if (file == null || timer != null) {
            return;
        }
        if (!parts.containsKey(Part.CHANNELS)) {
            LOG.warn(
                    "The channels of {} have no effect, because the application has a registry of its own",
                    file.path());
        }
        if (!interval.isZero()) {
            ScheduledExecutorService made = Executors.newSingleThreadScheduledExecutor(task -> {
                Thread thread = new Thread(task, "modelrouter-reload");
                thread.setDaemon(true);
                return thread;
            });
            timer = made;
            watch(file, (delay, task) -> schedule(made, delay, task));
        }
    }

    private void watch(SettingsFile watched, FileWatch.Timer by) {
        new FileWatch(watched.path(), interval, by, this::reloadQuietly).start();
    }

    /** A refusal has been logged already. */
    private void reloadQuietly() {
        try {
            reload();
        } catch (RuntimeException e) {
            LOG.debug("The file was refused", e);
        }
    }

    private static void schedule(ScheduledExecutorService timer, Duration delay, Runnable task) {
        try {
            var unused = timer.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The file is watched no more");
        }
    }

    @Override
    public synchronized void close() {
        if (timer != null) {
            timer.shutdownNow();
        }
    }
}
