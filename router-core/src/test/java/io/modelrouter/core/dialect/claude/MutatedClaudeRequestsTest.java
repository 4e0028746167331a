package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.MutatedJson;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.testkit.corpus.RecordedExchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests made from recordings that are still JSON and no longer right, the same in every run. */
@DisplayName("A damaged Claude request")
class MutatedClaudeRequestsTest {
    private final ClaudeCodec codec = new ClaudeCodec();

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.claude.ClaudeRecordings#translatableRequests")
    void is_read_and_written_or_refused_and_nothing_else(RecordedExchange exchange) {
        byte[] body = ClaudeRecordings.bytes(ClaudeRecordings.request(exchange));
        for (int seed = 0; seed < 12; seed++) {
            ClaudeMessagesRequest request;
            try {
                request = ClaudeMessagesRequest.parse(new MutatedJson(seed).body(body));
            } catch (InvalidRequestException e) {
                continue;
            }
            try {
                ChatRequest neutral = codec.readRequest(request, StoredItems.NONE);
                WrittenRequest written = codec.writeRequest(neutral, new WriteTarget("m", true, "anthropic"));
                assertThat(ClaudeRecordings.json(written.body().toBytes()).isObject())
                        .isTrue();
            } catch (RouterException e) {
                assertThat(e.code()).isEqualTo(RouterErrorCode.INVALID_REQUEST);
                assertThat(e.param()).isPresent();
            }
        }
    }
}
