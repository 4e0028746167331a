package io.modelrouter.starter.translate;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What becomes of each field of each client dialect on a channel of each other one, asked of the codecs themselves: small
 * requests ({@code src/test/resources/fidelity}) are read and written, and the losses are what the page says.
 */
final class FidelityTable {
    /** A field, or one form of it, with a small request that has it. */
    record Probe(Dialect client, String group, String name, RawJson body, RawJson base) {
        @Override
        public String toString() {
            return client + ": " + name;
        }
    }

    private FidelityTable() {}

    static List<Probe> probes(Dialect client) {
        JsonNode file = file(client);
        List<Probe> probes = new ArrayList<>();
        file.path("groups")
                .properties()
                .forEach(group -> group.getValue()
                        .properties()
                        .forEach(probe -> probes.add(new Probe(
                                client,
                                group.getKey(),
                                probe.getKey(),
                                RawJson.parse(merged(file.path("base"), probe.getValue())
                                        .toString()),
                                RawJson.parse(file.path("base").toString())))));
        return probes;
    }

    private static JsonNode file(Dialect client) {
        String name = "/fidelity/" + client.id() + ".json";
        try (InputStream in = Objects.requireNonNull(FidelityTable.class.getResourceAsStream(name), name)) {
            return Corpus.json(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The base with the members of the patch; null takes a member away. */
    private static ObjectNode merged(JsonNode base, JsonNode patch) {
        ObjectNode all = ((ObjectNode) base).deepCopy();
        patch.properties().forEach(member -> {
            if (member.getValue().isNull()) {
                all.remove(member.getKey());
            } else {
                all.set(member.getKey(), member.getValue());
            }
        });
        return all;
    }

    static ChatRequest read(Dialect client, RawJson body) {
        return Corpus.codec(client).readRequest(Corpus.parse(client, body), StoredItems.NONE);
    }

    /** What the probe loses that the plain request does not. */
    static List<Loss> losses(Probe probe, Dialect channel) {
        WrittenRequest written = TranslatedRequestsTest.write(read(probe.client(), probe.body()), channel);
        List<Loss> losses = new ArrayList<>(written.losses());
        losses.removeAll(TranslatedRequestsTest.write(read(probe.client(), probe.base()), channel)
                .losses());
        return losses;
    }

    private static String outcome(Probe probe, Dialect channel) {
        Map<Loss.Severity, StringJoiner> reasons = new LinkedHashMap<>();
        List<Loss> losses = new ArrayList<>(losses(probe, channel));
        losses.sort(java.util.Comparator.comparing(Loss::severity).reversed());
        for (Loss loss : losses) {
            StringJoiner all = reasons.computeIfAbsent(loss.severity(), severity -> new StringJoiner("; "));
            if (!all.toString().contains(loss.reason())) {
                all.add(loss.reason());
            }
        }
        if (reasons.isEmpty()) {
            return "carried";
        }
        StringJoiner cell = new StringJoiner("; ");
        reasons.forEach((severity, all) -> cell.add(word(severity) + ": " + all));
        return cell.toString().replace("|", "\\|").replace("\n", " ");
    }

    private static String word(Loss.Severity severity) {
        switch (severity) {
            case APPROXIMATED:
                return "approximated";
            case HINT:
                return "dropped";
            default:
                return "**refused**";
        }
    }

    static String page() {
        StringBuilder page = new StringBuilder("""
                # What is carried between dialects

                This page is generated from the codecs by `FidelityTable` in the tests of `router-spring-boot-starter`; do not edit it.
                [translation.md](translation.md) tells how a call is translated.

                - **carried**: the channel is told what the caller said.
                - **approximated**: said in another way that a caller will hardly notice; in the call record.
                - **dropped**: left out, and the answer still answers the request; named in `x-router-dropped`.
                - **refused**: without it the answer would be to another request. The channel is passed over; where none is left
                  the caller gets a 400 that names the field, and nothing is sent.

                Where caller and channel speak the same dialect, everything is carried: the caller's own bytes go up. The channels
                here are the vendors' own (`openai`, `claude`, `gemini`, and `bedrock` with a model of Claude's); imitators may know
                more or less. No client speaks Bedrock Converse; see [bedrock-converse.md](dialects/bedrock-converse.md).

                """);
        for (Dialect client : Dialect.ofChatClients()) {
            requests(page, client);
        }
        FidelityAnswers.append(page);
        return page.toString();
    }

    private static void requests(StringBuilder page, Dialect client) {
        List<Dialect> channels = new ArrayList<>(Dialect.ofChatClients());
        channels.remove(client);
        channels.add(Dialect.BEDROCK_CONVERSE);
        page.append("## Requests: ").append(title(client)).append(" client\n\n");
        String group = "";
        for (Probe probe : probes(client)) {
            if (!probe.group().equals(group)) {
                group = probe.group();
                page.append(page.charAt(page.length() - 2) == '\n' ? "" : "\n")
                        .append("### ")
                        .append(title(client))
                        .append(": ")
                        .append(group.toLowerCase(java.util.Locale.ROOT))
                        .append("\n\n| |");
                channels.forEach(
                        channel -> page.append(' ').append(title(channel)).append(" |"));
                page.append("\n|---|---|---|---|---|\n");
            }
            page.append("| ").append(probe.name().replace("|", "\\|")).append(" |");
            channels.forEach(
                    channel -> page.append(' ').append(outcome(probe, channel)).append(" |"));
            page.append('\n');
        }
        page.append('\n');
    }

    static String title(Dialect dialect) {
        switch (dialect) {
            case OPENAI_CHAT:
                return "OpenAI Chat";
            case OPENAI_RESPONSES:
                return "OpenAI Responses";
            case CLAUDE_MESSAGES:
                return "Claude Messages";
            case BEDROCK_CONVERSE:
                return "Bedrock Converse";
            default:
                return "Gemini";
        }
    }
}
