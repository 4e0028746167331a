package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.function.Consumer;

/**
 * The parts of one user turn of {@link OpenAiChatRequest}, in order; "Images and vision", "File inputs" and "Audio" in the
 * OpenAI guides. Nothing is fetched or decoded. Not thread-safe.
 */
public final class OpenAiChatContent {
    private final PartList parts = new PartList();

    private OpenAiChatContent() {}

    static RawJson of(Consumer<OpenAiChatContent> turn) {
        OpenAiChatContent content = new OpenAiChatContent();
        turn.accept(content);
        return content.parts.toJson();
    }

    /** {@code {"type":"text","text":...}}. */
    public OpenAiChatContent text(String text) {
        parts.add(part("text").set("text", text));
        return this;
    }

    /** A picture by address: {@code {"type":"image_url","image_url":{"url":...}}}. */
    public OpenAiChatContent imageUrl(String url) {
        return image(new MemberTree().set("url", url));
    }

    /**
     * A picture by address.
     *
     * @param detail how closely the model looks: {@code low}, {@code high} or {@code auto}
     */
    public OpenAiChatContent imageUrl(String url, String detail) {
        return image(new MemberTree().set("url", url).set("detail", detail));
    }

    /**
     * A picture by value, sent as a {@code data:} URL.
     *
     * @param mediaType such as {@code image/png}
     */
    public OpenAiChatContent imageBase64(String mediaType, String base64) {
        return image(new MemberTree().set("url", JsonArguments.dataUrl(mediaType, base64)));
    }

    /**
     * A file by value, such as a PDF: {@code {"type":"file","file":{"filename":...,"file_data":"data:..."}}}.
     *
     * @param mediaType such as {@code application/pdf}
     */
    public OpenAiChatContent fileBase64(String filename, String mediaType, String base64) {
        parts.add(part("file")
                .set(List.of("file", "filename"), JsonArguments.text(filename, "filename"))
                .set(List.of("file", "file_data"), JsonArguments.dataUrl(mediaType, base64)));
        return this;
    }

    /** A file that was uploaded to the provider before: {@code {"type":"file","file":{"file_id":...}}}. */
    public OpenAiChatContent fileId(String fileId) {
        parts.add(part("file").set(List.of("file", "file_id"), JsonArguments.text(fileId, "fileId")));
        return this;
    }

    /**
     * Sound by value: {@code {"type":"input_audio","input_audio":{"data":...,"format":...}}}.
     *
     * @param format {@code wav} or {@code mp3}
     */
    public OpenAiChatContent audioBase64(String format, String base64) {
        parts.add(part("input_audio")
                .set(List.of("input_audio", "data"), JsonArguments.text(base64, "base64"))
                .set(List.of("input_audio", "format"), JsonArguments.text(format, "format")));
        return this;
    }

    /** Any other part, as it stands. */
    public OpenAiChatContent part(RawJson part) {
        parts.add(part);
        return this;
    }

    private OpenAiChatContent image(MemberTree image) {
        parts.add(part("image_url").set("image_url", image.toJson()));
        return this;
    }

    private static MemberTree part(String type) {
        return new MemberTree().set("type", type);
    }
}
