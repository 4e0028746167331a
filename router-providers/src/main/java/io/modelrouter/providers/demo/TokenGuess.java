package io.modelrouter.providers.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Counts tokens roughly, the same way for what is sent, what is cut and what is billed. */
final class TokenGuess {
    /** A piece holds this much: an ASCII character weighs one, any other three (so two ideographs make a token). */
    private static final int PIECE_WEIGHT = 6;

    private static final int CHARS_PER_PROMPT_TOKEN = 4;

    /** Members that hold media or opaque blobs; their size says nothing about tokens. */
    private static final Set<String> OPAQUE = Set.of(
            "data",
            "inlineData",
            "inline_data",
            "image_url",
            "url",
            "file_data",
            "fileData",
            "encrypted_content",
            "signature",
            "thoughtSignature");

    /** The members that a model reads, in all dialects. */
    private static final Set<String> PROMPT = Set.of(
            "messages",
            "input",
            "contents",
            "instructions",
            "system",
            "systemInstruction",
            "system_instruction",
            "tools",
            "functions");

    private TokenGuess() {}

    /** The text as the tokens it is said in; put together they are the text again. */
    static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int start = 0;
        int weight = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            boolean wordBegins =
                    Character.isWhitespace(point) && at > start && !Character.isWhitespace(text.codePointBefore(at));
            int added = Character.isWhitespace(point) ? 0 : point < 128 ? 1 : 3;
            if (wordBegins || (weight > 0 && weight + added > PIECE_WEIGHT)) {
                pieces.add(text.substring(start, at));
                start = at;
                weight = 0;
            }
            weight += added;
            at += Character.charCount(point);
        }
        if (start < text.length()) {
            pieces.add(text.substring(start));
        }
        return pieces;
    }

    static int count(String text) {
        return pieces(text).size();
    }

    /** The pieces put together again, {@code size} in each. */
    static List<String> grouped(List<String> pieces, int size) {
        List<String> groups = new ArrayList<>();
        for (int from = 0; from < pieces.size(); from += size) {
            groups.add(String.join("", pieces.subList(from, Math.min(from + size, pieces.size()))));
        }
        return groups;
    }

    /** What a request costs to read; at least one. How it is to be answered costs nothing. */
    static int prompt(JsonNode body) {
        long characters = 0;
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            characters += PROMPT.contains(member.getKey()) ? characters(member.getValue()) : 0;
        }
        return (int) Math.max(1, Math.min(Integer.MAX_VALUE, characters / CHARS_PER_PROMPT_TOKEN));
    }

    private static long characters(JsonNode node) {
        if (node.isString()) {
            return node.stringValue().length();
        }
        if (!node.isContainer()) {
            return 1;
        }
        long sum = 0;
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> member : node.properties()) {
                sum += OPAQUE.contains(member.getKey())
                        ? CHARS_PER_PROMPT_TOKEN
                        : member.getKey().length() + characters(member.getValue());
            }
        } else {
            for (JsonNode element : node.values()) {
                sum += characters(element);
            }
        }
        return sum;
    }
}
