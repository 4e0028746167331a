package io.modelrouter.starter.everykind;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The table also stands in {@code target/every-kind.txt}. */
@DisplayName("A gateway with one channel of every kind")
class EveryKindTest {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    @Tag("architecture-5")
    @DisplayName("lists the models of each, answers every dialect by each, embeds where it can, and tells each failure")
    void everyKind() throws Exception {
        List<Kind> kinds = Kind.all();
        try (LoopbackUpstream upstream = LoopbackUpstream.start(new PlayedKinds());
                RunningGateway gateway = RunningGateway.before(upstream, settings(kinds, upstream.url()))) {
            List<String> problems = new ArrayList<>();
            StringBuilder table = new StringBuilder(String.format(
                    "%-20s %-34s %-6s %-20s %-20s %-20s %-20s %-20s %s%n",
                    "type", "model", "list", "chat", "responses", "claude", "gemini", "embedding", "failure"));
            String listed = listed(gateway, kinds);
            for (Kind kind : kinds) {
                List<String> cells = new ArrayList<>();
                boolean lists = lists(listed, kind, upstream, problems);
                for (TinyDialect dialect : TinyDialect.values()) {
                    cells.add(kind.chats() ? chat(gateway, kind, dialect, problems) : "-");
                }
                cells.add(kind.embeds() ? embedding(gateway, kind, problems) : "-");
                cells.add(failure(gateway, kind, problems));
                table.append(String.format(
                        "%-20s %-34s %-6s %-20s %-20s %-20s %-20s %-20s %s%n",
                        kind.type(),
                        kind.model(),
                        lists ? "yes" : "-",
                        cells.get(0),
                        cells.get(1),
                        cells.get(2),
                        cells.get(3),
                        cells.get(4),
                        cells.get(5)));
            }
            System.out.print(table);
            Files.writeString(Files.createDirectories(Path.of("target")).resolve("every-kind.txt"), table);
            assertThat(problems).isEmpty();
        }
    }

    private static Map<String, Object> settings(List<Kind> kinds, String url) {
        Map<String, Object> settings = new LinkedHashMap<>();
        Set<String> seen = new LinkedHashSet<>();
        for (Kind kind : kinds) {
            if (seen.add(kind.type())) {
                settings.putAll(kind.settings(seen.size() - 1, url));
            }
        }
        return settings;
    }

    /** Once every upstream has told what it offers: a list waits two seconds for them, and they are many. */
    private String listed(RunningGateway gateway, List<Kind> kinds) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        String listed;
        do {
            listed = get(gateway, "/v1/models");
        } while (!hasAll(listed, kinds) && System.nanoTime() - deadline < 0);
        return listed;
    }

    private static boolean hasAll(String listed, List<Kind> kinds) {
        return kinds.stream().filter(Kind::isListed).allMatch(kind -> has(listed, kind, "listed"));
    }

    private static boolean has(String listed, Kind kind, String model) {
        return listed.contains("\"" + kind.called(model) + "\"");
    }

    /** What its settings write out always; what is behind their wildcard where its upstream tells, asked only then. */
    private static boolean lists(String listed, Kind kind, LoopbackUpstream upstream, List<String> problems) {
        if (!has(listed, kind, "configured")) {
            problems.add(kind + " is not listed with the model that its settings name");
        }
        boolean lists = has(listed, kind, "listed");
        boolean asked = upstream.requests().stream()
                .anyMatch(request -> request.method().equals("GET")
                        && request.headers().values().stream().anyMatch(value -> value.contains(kind.key())));
        if (lists != kind.isListed() || asked != kind.isListed()) {
            problems.add(kind + (lists ? " is listed" : " is not listed") + (asked ? ", was asked" : ", was not asked")
                    + "; by its kind: " + kind.listing());
        }
        return lists;
    }

    /** Whole and streamed; the dialect that the channel was spoken to in, or what went wrong. */
    private String chat(RunningGateway gateway, Kind kind, TinyDialect dialect, List<String> problems)
            throws Exception {
        String spoken = "";
        for (boolean stream : new boolean[] {false, true}) {
            gateway.calls().forget();
            HttpResponse<String> answer =
                    post(gateway, dialect.path(stream), dialect.request(stream), kind.called(kind.model()));
            if (answer.statusCode() != 200 || !answer.body().contains("hello")) {
                problems.add(kind + " " + dialect + (stream ? " streamed: " : ": ") + answer.body());
                return "HTTP " + answer.statusCode();
            }
            CallRecord record = gateway.calls().onlyRecord();
            if (record.usage().output() != 5) {
                problems.add(kind + " " + dialect + ": " + record.usage());
            }
            spoken = record.channelDialect().id();
        }
        return spoken;
    }

    private String embedding(RunningGateway gateway, Kind kind, List<String> problems) throws Exception {
        gateway.calls().forget();
        HttpResponse<String> answer = post(
                gateway,
                "/v1/embeddings",
                "{\"model\":\"m\",\"input\":\"hi\"}".getBytes(StandardCharsets.UTF_8),
                kind.called(kind.embedding()));
        if (answer.statusCode() != 200 || !answer.body().replace(" ", "").contains("[0.5,-0.25]")) {
            problems.add(kind + " embedding: " + answer.body());
            return "HTTP " + answer.statusCode();
        }
        return gateway.calls().onlyRecord().channelDialect().id();
    }

    /** An upstream's 429 is one for the caller too, with the time to wait. */
    private String failure(RunningGateway gateway, Kind kind, List<String> problems) throws Exception {
        TinyDialect dialect = TinyDialect.CHAT;
        String path = kind.chats() ? dialect.path(false) : "/v1/embeddings";
        byte[] request = kind.chats()
                ? dialect.request(false)
                : "{\"model\":\"m\",\"input\":\"hi\"}".getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer = post(gateway, path, request, kind.called(kind.model() + "-fail"));
        String retry = answer.headers().firstValue("retry-after").orElse("none");
        if (answer.statusCode() != 429 || !retry.equals("7")) {
            problems.add(kind + " failure: retry-after " + retry + ", " + answer.body());
        }
        return answer.statusCode() + " after " + retry;
    }

    private HttpResponse<String> post(RunningGateway gateway, String path, byte[] body, String model)
            throws IOException, InterruptedException {
        String named =
                new String(body, StandardCharsets.UTF_8).replace("\"model\":\"m\"", "\"model\":\"" + model + "\"");
        URI uri = gateway.uri(path.replace("/models/m", "/models/" + model));
        return http.send(
                HttpRequest.newBuilder(uri)
                        .header("authorization", "Bearer " + RunningGateway.KEY)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(named))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private String get(RunningGateway gateway, String path) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(gateway.uri(path))
                        .header("authorization", "Bearer " + RunningGateway.KEY)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
        return answer.body();
    }
}
