package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.function.Consumer;

/**
 * The parts of one user turn of {@link OpenAiResponsesRequest}, in order; "Images and vision" and "File inputs" in the
 * OpenAI guides. Nothing is fetched or decoded. Not thread-safe.
 */
public final class OpenAiResponsesContent {
    private final PartList parts = new PartList();

    private OpenAiResponsesContent() {}

    static RawJson of(Consumer<OpenAiResponsesContent> turn) {
        OpenAiResponsesContent content = new OpenAiResponsesContent();
        turn.accept(content);
        return content.parts.toJson();
    }

    /** {@code {"type":"input_text","text":...}}. */
    public OpenAiResponsesContent text(String text) {
        return add(part("input_text").set("text", text));
    }

    /** A picture by address: {@code {"type":"input_image","image_url":...}}. */
    public OpenAiResponsesContent imageUrl(String url) {
        return add(part("input_image").set("image_url", url));
    }

    /**
     * A picture by address.
     *
     * @param detail how closely the model looks: {@code low}, {@code high} or {@code auto}
     */
    public OpenAiResponsesContent imageUrl(String url, String detail) {
        return add(part("input_image").set("image_url", url).set("detail", detail));
    }

    /**
     * A picture by value, sent as a {@code data:} URL.
     *
     * @param mediaType such as {@code image/png}
     */
    public OpenAiResponsesContent imageBase64(String mediaType, String base64) {
        return add(part("input_image").set("image_url", JsonArguments.dataUrl(mediaType, base64)));
    }

    /**
     * A file by value, such as a PDF: {@code {"type":"input_file","filename":...,"file_data":"data:..."}}.
     *
     * @param mediaType such as {@code application/pdf}
     */
    public OpenAiResponsesContent fileBase64(String filename, String mediaType, String base64) {
        return add(part("input_file")
                .set("filename", filename)
                .set("file_data", JsonArguments.dataUrl(mediaType, base64)));
    }

    /** A file by address: {@code {"type":"input_file","file_url":...}}. */
    public OpenAiResponsesContent fileUrl(String url) {
        return add(part("input_file").set("file_url", url));
    }

    /** A file that was uploaded to the provider before: {@code {"type":"input_file","file_id":...}}. */
    public OpenAiResponsesContent fileId(String fileId) {
        return add(part("input_file").set("file_id", fileId));
    }

    /**
     * Sound by value: {@code {"type":"input_audio","input_audio":{"data":...,"format":...}}}.
     *
     * @param format {@code wav} or {@code mp3}
     */
    public OpenAiResponsesContent audioBase64(String format, String base64) {
        RawJson audio =
                new MemberTree().set("data", base64).set("format", format).toJson();
        return add(part("input_audio").set("input_audio", audio));
    }

    /** Any other part, as it stands. */
    public OpenAiResponsesContent part(RawJson part) {
        parts.add(part);
        return this;
    }

    private OpenAiResponsesContent add(MemberTree part) {
        parts.add(part);
        return this;
    }

    private static MemberTree part(String type) {
        return new MemberTree().set("type", type);
    }
}
