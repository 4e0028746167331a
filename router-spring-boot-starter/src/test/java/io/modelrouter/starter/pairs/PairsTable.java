package io.modelrouter.starter.pairs;

import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What became of each case of each pair: {@code +} passed, {@code !} failed, a letter for the reason of a gap. */
final class PairsTable {
    private static final String WORDS = "CRAGB";

    private final Map<List<Object>, Character> cells = new HashMap<>();
    private final List<String> reasons = new ArrayList<>();

    void impossible(Dialect client, Dialect channel, PairCase one, boolean stream, String reason) {
        if (!reasons.contains(reason)) {
            reasons.add(reason);
        }
        cells.put(List.of(client, channel, one, stream), (char) ('a' + reasons.indexOf(reason)));
    }

    void failed(Dialect client, Dialect channel, PairCase one, boolean stream) {
        cells.put(List.of(client, channel, one, stream), '!');
    }

    void passed(Dialect client, Dialect channel, PairCase one, boolean stream) {
        cells.put(List.of(client, channel, one, stream), '+');
    }

    private static String letter(Dialect dialect) {
        return WORDS.substring(dialect.ordinal(), dialect.ordinal() + 1);
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder(
                "client>channel (C chat, R responses, A Claude, G Gemini, B Bedrock); each cell: whole, streamed\n");
        table.append(String.format("%-26s", ""));
        for (Dialect client : Dialect.ofChatClients()) {
            for (Dialect channel : Street.CHANNELS) {
                table.append(' ').append(letter(client)).append('>').append(letter(channel));
            }
        }
        table.append('\n');
        for (PairCase one : PairCase.values()) {
            table.append(String.format("%-26s", one));
            for (Dialect client : Dialect.ofChatClients()) {
                for (Dialect channel : Street.CHANNELS) {
                    table.append("  ");
                    for (boolean stream : new boolean[] {false, true}) {
                        table.append(cells.getOrDefault(List.of(client, channel, one, stream), '?'));
                    }
                }
            }
            table.append('\n');
        }
        for (int i = 0; i < reasons.size(); i++) {
            table.append((char) ('a' + i)).append(": ").append(reasons.get(i)).append('\n');
        }
        return table.toString();
    }
}
