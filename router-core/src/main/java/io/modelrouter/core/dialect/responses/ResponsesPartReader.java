package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlock.MediaKind;
import io.modelrouter.core.dialect.DataUrl;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the content of messages and of tool outputs: a text, or a list of parts. */
final class ResponsesPartReader {
    private static final Set<String> TEXT = Set.of("type", "text", "annotations", "prompt_cache_breakpoint");
    private static final Set<String> REFUSAL = Set.of("type", "refusal");
    private static final Set<String> IMAGE =
            Set.of("type", "image_url", "file_id", "detail", "prompt_cache_breakpoint");
    private static final Set<String> FILE =
            Set.of("type", "file_id", "file_url", "file_data", "filename", "prompt_cache_breakpoint");
    private static final Set<String> AUDIO = Set.of("type", "input_audio");

    private ResponsesPartReader() {}

    /** The blocks of a text or of a list of parts; none for null. */
    static List<PromptBlock> read(@Nullable ResponsesPiece content) {
        List<PromptBlock> blocks = new ArrayList<>();
        if (content == null) {
            return blocks;
        }
        if (content.json().isString()) {
            blocks.add(new PromptBlock.Text(content.json().stringValue(), content.source()));
        } else if (content.json().isArray()) {
            content.elements().forEach(part -> blocks.add(part(part)));
        } else {
            blocks.add(part(content));
        }
        return blocks;
    }

    private static PromptBlock part(ResponsesPiece part) {
        if (part.json().isString()) {
            return new PromptBlock.Text(part.json().stringValue(), part.source());
        }
        PromptBlock block = null;
        switch (part.type()) {
            case "input_text":
            case "output_text":
            case "text":
                block = text(part);
                break;
            case "refusal":
                block = refusal(part);
                break;
            case "input_image":
                block = image(part);
                break;
            case "input_file":
                block = file(part);
                break;
            case "input_audio":
                block = audio(part);
                break;
            default:
        }
        return block == null ? new PromptBlock.Foreign(Dialect.OPENAI_RESPONSES, part.raw(), part.source()) : block;
    }

    private static @Nullable PromptBlock text(ResponsesPiece part) {
        String text = part.text("text");
        if (text == null) {
            return null;
        }
        List<Citation> citations = new ArrayList<>();
        for (ResponsesPiece annotation : part.elements("annotations")) {
            Citation citation = ResponsesCitation.read(annotation.json());
            if (citation != null) {
                citations.add(citation);
            }
        }
        return new PromptBlock.Text(text, citations, null, cache(part), part.source(TEXT));
    }

    /** As recorded: {@code {"mode":"explicit"}}. */
    private static @Nullable CacheMark cache(ResponsesPiece part) {
        return part.member("prompt_cache_breakpoint") == null ? null : new CacheMark(null);
    }

    private static @Nullable PromptBlock refusal(ResponsesPiece part) {
        String refusal = part.text("refusal");
        return refusal == null ? null : new PromptBlock.Refusal(refusal, part.source(REFUSAL));
    }

    private static @Nullable PromptBlock image(ResponsesPiece part) {
        String url = part.nonEmpty("image_url");
        String id = part.nonEmpty("file_id");
        MediaSource source;
        if (url != null) {
            source = DataUrl.read(url);
        } else if (id != null) {
            source = new MediaSource.Uploaded(Dialect.OPENAI_RESPONSES, null, id);
        } else {
            return null;
        }
        return new PromptBlock.Media(
                MediaKind.IMAGE, source, null, part.nonEmpty("detail"), null, null, cache(part), part.source(IMAGE));
    }

    private static @Nullable PromptBlock file(ResponsesPiece part) {
        String data = part.nonEmpty("file_data");
        String url = part.nonEmpty("file_url");
        String id = part.nonEmpty("file_id");
        String name = part.nonEmpty("filename");
        MediaSource source;
        if (data != null) {
            source = data.regionMatches(true, 0, "data:", 0, 5)
                    ? DataUrl.read(data)
                    : new MediaSource.Inline(typeOf(name), data);
        } else if (url != null) {
            source = DataUrl.read(url);
        } else if (id != null) {
            source = new MediaSource.Uploaded(Dialect.OPENAI_RESPONSES, null, id);
        } else {
            return null;
        }
        return new PromptBlock.Media(
                MediaKind.DOCUMENT, source, name, null, null, null, cache(part), part.source(FILE));
    }

    private static @Nullable String typeOf(@Nullable String name) {
        return name != null && name.toLowerCase(Locale.ROOT).endsWith(".pdf") ? "application/pdf" : null;
    }

    private static @Nullable PromptBlock audio(ResponsesPiece part) {
        ResponsesPiece audio = Objects.requireNonNullElse(part.member("input_audio"), part);
        String data = JsonTree.text(audio.json(), "data");
        String format = JsonTree.text(audio.json(), "format");
        if (data == null) {
            return null;
        }
        String type = format == null ? null : "audio/" + (format.equals("mp3") ? "mpeg" : format);
        return new PromptBlock.Media(MediaKind.AUDIO, new MediaSource.Inline(type, data), part.source(AUDIO));
    }
}
