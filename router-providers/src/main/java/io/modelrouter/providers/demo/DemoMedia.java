package io.modelrouter.providers.demo;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI's endpoints beside the chats, in their smallest: nothing is ever flagged, a picture is one pixel, speech is a
 * quarter of a second of silence, a transcript one sentence.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference">the vendor's reference</a>
 */
final class DemoMedia implements DemoDialect {
    /** A PNG of one pixel. */
    private static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAA" + "AABJRU5ErkJggg==";
    /** Of two bytes, 8,192 in a second. Every byte of the file is below 128, so that a frame's text can hold it. */
    private static final int SAMPLES = 2_048;

    private static final int MOST_PICTURES = 10;

    /** Which of the endpoints. */
    enum Kind {
        MODERATIONS,
        IMAGES,
        AUDIO
    }

    private final Kind kind;

    DemoMedia(Kind kind) {
        this.kind = kind;
    }

    @Override
    public DemoReply refuse(DemoRefusal refusal, DemoIds ids) {
        return DemoOpenAi.refuse(refusal, ids);
    }

    @Override
    public DemoReply answer(ObjectNode body, Setting setting) throws DemoRefusal {
        switch (kind) {
            case MODERATIONS:
                return json(moderation(body, setting), setting);
            case IMAGES:
                return pictures(body, setting);
            default:
                // A form has been read as an empty object.
                return body.has("input") ? speech(setting) : json(transcript(), setting);
        }
    }

    private static DemoReply json(ObjectNode answer, Setting setting) {
        return DemoReply.whole(
                200, DemoOpenAi.headers("application/json", setting.ids()).build(), DemoJson.write(answer));
    }

    private static ObjectNode moderation(ObjectNode body, Setting setting) {
        ObjectNode answer =
                DemoJson.object().put("id", setting.ids().base62("modr-", 24)).put("model", setting.model());
        ArrayNode results = answer.putArray("results");
        int inputs = body.path("input").isArray() ? body.path("input").size() : 1;
        for (int i = 0; i < inputs; i++) {
            ObjectNode result = results.addObject().put("flagged", false);
            ObjectNode categories = result.putObject("categories");
            ObjectNode scores = result.putObject("category_scores");
            ObjectNode types = result.putObject("category_applied_input_types");
            for (String category : new String[] {
                "harassment",
                "harassment/threatening",
                "hate",
                "hate/threatening",
                "illicit",
                "illicit/violent",
                "self-harm",
                "self-harm/instructions",
                "self-harm/intent",
                "sexual",
                "sexual/minors",
                "violence",
                "violence/graphic"
            }) {
                categories.put(category, false);
                scores.put(category, 0.0001);
                types.putArray(category).add("text");
            }
        }
        return answer;
    }

    private static DemoReply pictures(ObjectNode body, Setting setting) throws DemoRefusal {
        int count = DemoJson.has(body, "n") ? DemoJson.positive(body.path("n"), "n", MOST_PICTURES) : 1;
        ObjectNode usage = DemoJson.object();
        int prompt = TokenGuess.prompt(body);
        usage.put("input_tokens", prompt).put("output_tokens", count).put("total_tokens", prompt + count);
        usage.putObject("input_tokens_details").put("text_tokens", prompt).put("image_tokens", 0);
        long created = setting.clock().instant().getEpochSecond();
        if (setting.stream()) {
            ObjectNode event = DemoJson.object()
                    .put("type", "image_generation.completed")
                    .put("b64_json", PIXEL)
                    .put("created_at", created)
                    .put("size", "1024x1024")
                    .put("quality", "low")
                    .put("background", "opaque")
                    .put("output_format", "png");
            event.set("usage", usage);
            DemoFrames frames = new DemoFrames();
            frames.paced(() -> "event: image_generation.completed\ndata: " + DemoJson.write(event) + "\n\n");
            return new DemoReply(
                    200,
                    DemoOpenAi.headers("text/event-stream; charset=utf-8", setting.ids())
                            .build(),
                    frames.iterator(false));
        }
        ObjectNode answer = DemoJson.object().put("created", created);
        ArrayNode data = answer.putArray("data");
        boolean url = DemoJson.text(body, "response_format", "").equals("url");
        for (int i = 0; i < count; i++) {
            data.addObject().put(url ? "url" : "b64_json", url ? "data:image/png;base64," + PIXEL : PIXEL);
        }
        answer.set("usage", usage);
        return json(answer, setting);
    }

    private static DemoReply speech(Setting setting) {
        StringBuilder wav = new StringBuilder("RIFF");
        int bytes = 2 * SAMPLES;
        number(wav, 36 + bytes, 4);
        wav.append("WAVEfmt ");
        number(wav, 16, 4);
        number(wav, 1, 2);
        number(wav, 1, 2);
        number(wav, 8_192, 4);
        number(wav, 16_384, 4);
        number(wav, 2, 2);
        number(wav, 16, 2);
        wav.append("data");
        number(wav, bytes, 4);
        wav.append("\0".repeat(bytes));
        return DemoReply.whole(
                200, DemoOpenAi.headers("audio/wav", setting.ids()).build(), wav.toString());
    }

    private static void number(StringBuilder wav, int value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            wav.append((char) (value >> (8 * i) & 0xff));
        }
    }

    private static ObjectNode transcript() {
        ObjectNode answer = DemoJson.object().put("text", "This is a demo transcript.");
        answer.putObject("usage")
                .put("type", "tokens")
                .put("input_tokens", 10)
                .put("output_tokens", 6)
                .put("total_tokens", 16);
        return answer;
    }
}
