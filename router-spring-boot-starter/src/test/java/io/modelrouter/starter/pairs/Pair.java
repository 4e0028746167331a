package io.modelrouter.starter.pairs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelrouter.chat.Usage;
import io.modelrouter.wire.Dialect;
import java.util.Arrays;
import java.util.List;

/** An SDK before a channel of some vendor. */
record Pair(Street street, SdkClient client, PlayedVendor vendor) {

    boolean isPassThrough() {
        return client.dialect() == vendor.dialect();
    }

    boolean isClient(Dialect... any) {
        return Arrays.asList(any).contains(client.dialect());
    }

    boolean isVendor(Dialect... any) {
        return Arrays.asList(any).contains(vendor.dialect());
    }

    Ask asking() {
        return new Ask(vendor.model());
    }

    /** Asks, and sees to it that the vendor was asked once and refused nothing. */
    Heard ask(Ask ask, boolean stream, PlayedAnswer answer) {
        vendor.answers(answer);
        street.gateway.calls().forget();
        Heard heard;
        try {
            heard = client.ask(ask, stream);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "the SDK threw " + e + "; the vendor refused: " + vendor.complaints() + "; asked: "
                            + vendor.asked().stream().map(Asked::json).toList(),
                    e);
        }
        assertThat(vendor.complaints()).isEmpty();
        assertThat(vendor.asked()).hasSize(1);
        assertThat(asked().model()).isEqualTo(vendor.model());
        assertThat(asked().stream()).isEqualTo(stream);
        assertThat(street.gateway.calls().onlyRecord().succeeded()).isTrue();
        assertThat(heard.model()).startsWith(vendor.model());
        assertThat(heard.id()).isNotEmpty();
        return heard;
    }

    Asked asked() {
        return vendor.lastAsked();
    }

    /** Asks in vain. */
    Throwable fails(Ask ask, boolean stream, PlayedAnswer answer) {
        vendor.answers(answer);
        street.gateway.calls().forget();
        Throwable failure = catchThrowable(() -> client.ask(ask, stream));
        assertThat(vendor.complaints()).isEmpty();
        assertThat(vendor.asked()).isNotEmpty();
        assertThat(failure).as("what the SDK throws").isInstanceOf(client.exception(answer.failing(), stream));
        assertThat(street.gateway.calls().records()).noneMatch(record -> record.succeeded());
        return failure;
    }

    /** A call with an id as the vendor makes them. */
    PlayedAnswer.Call call(String seed, String name, String arguments) {
        String id = switch (vendor.dialect()) {
            case OPENAI_CHAT, OPENAI_RESPONSES -> "call_" + seed + "Qh7wYb2pLk3sTz";
            case BEDROCK_CONVERSE -> "tooluse_" + seed + "Qh7wYb2pLk3sTz";
            case CLAUDE_MESSAGES -> "toolu_01" + seed + "Qh7wYb2pLk3sTz";
            default -> null;
        };
        return new PlayedAnswer.Call(id, name, arguments);
    }

    /** What the vendor has counters for: Bedrock does not tell reasoning apart. */
    Usage told(Usage usage) {
        return !isVendor(Dialect.BEDROCK_CONVERSE)
                ? usage
                : Usage.builder()
                        .input(usage.input())
                        .cacheRead(usage.cacheRead())
                        .cacheWrite(usage.cacheWrite())
                        .output(usage.output())
                        .build();
    }

    /** Names and arguments, the arguments as JSON. */
    static List<List<Object>> named(List<PlayedAnswer.Call> calls) {
        return calls.stream()
                .map(call -> List.<Object>of(call.name(), Json.read(call.arguments())))
                .toList();
    }
}
