package io.modelrouter.examples.gateway;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.starter.settings.RouterConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationListener;

/** Says on standard output what is served, where, and how to try it. Shows no key. */
final class StartReport implements ApplicationListener<ApplicationReadyEvent> {
    private static final int MODELS_WIDTH = 80;

    private final PrintStream out;

    StartReport(PrintStream out) {
        this.out = out;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        if (event.getApplicationContext() instanceof WebServerApplicationContext web && web.getWebServer() != null) {
            String address = web.getEnvironment().getProperty("server.address", "0.0.0.0");
            String host = address.indexOf(':') >= 0 ? "[" + address + "]" : address;
            RouterConfiguration configuration = web.getBean(RouterConfiguration.class);
            List<String> lines = lines(
                    "http://" + host + ":" + web.getWebServer().getPort(),
                    configuration,
                    web.getBean(ChannelRegistry.class).snapshot().channels());
            lines.forEach(out::println);
            out.flush();
        }
    }

    static List<String> lines(String url, RouterConfiguration configuration, List<Channel> channels) {
        List<String> lines = new ArrayList<>();
        lines.add("ModelRouter " + version() + " listens on " + url);
        lines.add("");
        endpoints(lines, configuration);
        lines.add("");
        channels(lines, channels);
        lines.add("");
        key(lines, configuration);
        lines.add("");
        examples(lines, url, configuration, channels);
        return lines;
    }

    /** Put there by the build; a development environment may run without. */
    private static String version() {
        try (InputStream in = StartReport.class.getResourceAsStream("/version.txt")) {
            String version = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
            return version.isEmpty() || version.startsWith("$") ? "(development)" : version;
        } catch (IOException e) {
            return "(unknown version)";
        }
    }

    private static void endpoints(List<String> lines, RouterConfiguration configuration) {
        var paths = configuration.endpoints();
        String version = paths.gemini().isEmpty() ? "" : paths.gemini() + "/{version}";
        lines.add("Endpoints");
        row(
                lines,
                "OpenAI",
                List.of(paths.openai()),
                "/chat/completions, /responses, /embeddings, /models, /completions, /images, /audio, ...");
        row(lines, "Claude", List.of(paths.claude(), paths.openai()), "/messages, /messages/count_tokens, /models");
        row(
                lines,
                "Gemini",
                List.of(paths.geminiV1beta(), paths.openai(), version),
                "/models/{model}:generateContent, :streamGenerateContent, :embedContent, :countTokens, /models");
    }

    private static void row(List<String> lines, String name, List<String> bases, String endpoints) {
        String mounted = bases.stream().filter(base -> !base.isEmpty()).collect(Collectors.joining(" or "));
        if (!mounted.isEmpty()) {
            lines.add(String.format("  %-8s%-40s%s", name, mounted, endpoints));
        }
    }

    private static void channels(List<String> lines, List<Channel> channels) {
        List<Channel> on = channels.stream()
                .filter(Channel::enabled)
                .sorted(Comparator.comparingInt(Channel::priority).reversed())
                .toList();
        int width =
                on.stream().mapToInt(channel -> channel.name().length()).max().orElse(0);
        lines.add(on.isEmpty() ? "Channels: none" : "Channels");
        for (Channel channel : on) {
            String head = String.format(
                    "  %-" + width + "s  %-7s priority %-3d ", channel.name(), channel.type(), channel.priority());
            for (String models : wrapped(channel)) {
                lines.add(head + models);
                head = " ".repeat(head.length());
            }
        }
    }

    private static List<String> wrapped(Channel channel) {
        List<String> rows = new ArrayList<>();
        StringBuilder row = new StringBuilder();
        for (ModelPattern model : channel.models()) {
            if (row.length() + model.toString().length() > MODELS_WIDTH) {
                rows.add(row.toString());
                row.setLength(0);
            }
            row.append(row.length() == 0 ? "" : " ").append(model);
        }
        rows.add(row.toString());
        return rows;
    }

    private static void key(List<String> lines, RouterConfiguration configuration) {
        if (!configuration.authRequired()) {
            lines.add("No key is needed; any key is taken.");
        } else if (configuration.tokens().isEmpty()) {
            lines.add("A key is needed, and there is none: add model-router.tokens, or nobody can call.");
        } else {
            lines.add("A key is needed: one of model-router.tokens.");
        }
    }

    private static void examples(
            List<String> lines, String url, RouterConfiguration configuration, List<Channel> channels) {
        var paths = configuration.endpoints();
        String base = url.replace("//0.0.0.0:", "//127.0.0.1:");
        String key = configuration.authRequired() ? " -H 'authorization: Bearer YOUR-KEY'" : "";
        String json = " -H 'content-type: application/json'";
        lines.add("Try it");
        if (!paths.openai().isEmpty()) {
            lines.add("  curl " + base + paths.openai() + "/chat/completions" + key + json + " -d '{\"model\":\""
                    + model(channels, "gpt-4o")
                    + "\",\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}'");
            lines.add("  curl " + base + paths.openai() + "/responses" + key + json + " -d '{\"model\":\""
                    + model(channels, "claude-sonnet-4-5") + "\",\"input\":\"hello\"}'    # any model in any dialect");
        }
        String claude = paths.claude().isEmpty() ? paths.openai() : paths.claude();
        if (!claude.isEmpty()) {
            lines.add("  curl -N " + base + claude + "/messages" + key + json + " -d '{\"model\":\""
                    + model(channels, "claude-sonnet-4-5")
                    + "\",\"max_tokens\":200,\"stream\":true,"
                    + "\"messages\":[{\"role\":\"user\",\"content\":\"hello\"}]}'");
        }
        if (!paths.geminiV1beta().isEmpty()) {
            lines.add("  curl '" + base + paths.geminiV1beta() + "/models/" + model(channels, "gemini-2.5-flash")
                    + ":generateContent'" + key + json
                    + " -d '{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}'");
        }
    }

    /** The well-known name if somebody serves it, else any exact name. */
    private static String model(List<Channel> channels, String wellKnown) {
        boolean served = channels.stream().anyMatch(channel -> channel.enabled() && channel.serves(wellKnown));
        return served
                ? wellKnown
                : channels.stream()
                        .filter(Channel::enabled)
                        .flatMap(channel -> channel.models().stream())
                        .filter(ModelPattern::isExact)
                        .map(ModelPattern::toString)
                        .findFirst()
                        .orElse(wellKnown);
    }
}
