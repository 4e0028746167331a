package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.settings.ModelRouterProperties.Endpoints;
import io.modelrouter.wire.Dialect;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The table of endpoints")
class EndpointRoutesTest {
    private final EndpointRoutes routes =
            new EndpointRoutes(new Endpoints(true, "/v1", "/claude/v1", "/gemini", "/v1beta"));

    /** A new endpoint is a new line here: section 6 of the reliability rules, "auth bypass". */
    @Test
    @Tag("S6")
    void is_this() {
        assertThat(routes.all())
                .extracting(route -> route + " behind " + route.operation().admission())
                .containsExactlyInAnyOrder(
                        "POST /v1/chat/completions -> chat_completions in openai-chat behind CALL",
                        "POST /v1/responses -> responses in openai-responses behind CALL",
                        "POST /v1/messages -> messages in claude-messages behind CALL",
                        "POST /v1/messages/count_tokens -> count_tokens in claude-messages behind COUNT",
                        "POST /v1/responses/input_tokens -> count_tokens in openai-responses behind COUNT",
                        "POST /v1/completions -> completions in openai-completions behind CALL",
                        "POST /v1/moderations -> moderations in openai-moderations behind CALL",
                        "POST /v1/images/generations -> image_generations in openai-images behind CALL",
                        "POST /v1/images/edits -> image_edits in openai-images behind CALL",
                        "POST /v1/images/variations -> image_variations in openai-images behind CALL",
                        "POST /v1/audio/speech -> speech in openai-audio behind CALL",
                        "POST /v1/audio/transcriptions -> transcriptions in openai-audio behind CALL",
                        "POST /v1/audio/translations -> translations in openai-audio behind CALL",
                        "POST /v1/rerank -> rerank in rerank behind CALL",
                        "POST /v1/responses/compact -> compact_response in openai-responses behind CALL",
                        "GET /v1/responses/{id} -> retrieve_response in openai-responses behind CALL",
                        "DELETE /v1/responses/{id} -> delete_response in openai-responses behind CALL",
                        "POST /v1/responses/{id}/cancel -> cancel_response in openai-responses behind CALL",
                        "GET /v1/responses/{id}/input_items -> response_input_items in openai-responses behind CALL",
                        "POST /v1/models/{model}:generateContent -> generate_content in gemini-generate behind CALL",
                        "POST /v1/models/{model}:streamGenerateContent -> stream_generate_content in gemini-generate"
                                + " behind CALL",
                        "POST /v1/models/{model}:countTokens -> count_tokens in gemini-generate behind COUNT",
                        "POST /v1/embeddings -> embeddings in openai-embeddings behind CALL",
                        "POST /v1/models/{model}:embedContent -> embed_content in gemini-embed behind CALL",
                        "POST /v1/models/{model}:batchEmbedContents -> batch_embed_contents in gemini-embed"
                                + " behind CALL",
                        "GET /v1/models -> list_models behind KEY",
                        "GET /v1/models/{model} -> get_model behind KEY",
                        "GET /v1/usage -> usage behind KEY",
                        "POST /v1/router/explain -> explain behind KEY",
                        "POST /claude/v1/messages -> messages in claude-messages behind CALL",
                        "POST /claude/v1/messages/count_tokens -> count_tokens in claude-messages behind COUNT",
                        "GET /claude/v1/models -> list_models in claude-messages behind KEY",
                        "GET /claude/v1/models/{model} -> get_model in claude-messages behind KEY",
                        "GET /claude/v1/usage -> usage in claude-messages behind KEY",
                        "POST /gemini/{version}/models/{model}:generateContent -> generate_content in gemini-generate"
                                + " behind CALL",
                        "POST /gemini/{version}/models/{model}:streamGenerateContent -> stream_generate_content in"
                                + " gemini-generate behind CALL",
                        "POST /gemini/{version}/models/{model}:countTokens -> count_tokens in gemini-generate behind COUNT",
                        "POST /gemini/{version}/models/{model}:embedContent -> embed_content in gemini-embed behind CALL",
                        "POST /gemini/{version}/models/{model}:batchEmbedContents -> batch_embed_contents in gemini-embed"
                                + " behind CALL",
                        "GET /gemini/{version}/models -> list_models in gemini-generate behind KEY",
                        "GET /gemini/{version}/models/{model} -> get_model in gemini-generate behind KEY",
                        "GET /gemini/{version}/usage -> usage in gemini-generate behind KEY",
                        "POST /v1beta/models/{model}:generateContent -> generate_content in gemini-generate behind CALL",
                        "POST /v1beta/models/{model}:streamGenerateContent -> stream_generate_content in"
                                + " gemini-generate behind CALL",
                        "POST /v1beta/models/{model}:countTokens -> count_tokens in gemini-generate behind COUNT",
                        "POST /v1beta/models/{model}:embedContent -> embed_content in gemini-embed behind CALL",
                        "POST /v1beta/models/{model}:batchEmbedContents -> batch_embed_contents in gemini-embed"
                                + " behind CALL",
                        "GET /v1beta/models -> list_models in gemini-generate behind KEY",
                        "GET /v1beta/models/{model} -> get_model in gemini-generate behind KEY",
                        "GET /v1beta/usage -> usage in gemini-generate behind KEY");
    }

    @ParameterizedTest(name = "{0} {1} to {2} of {3}")
    @CsvSource({
        "POST, /v1/chat/completions,                                       CHAT_COMPLETIONS,",
        "POST, /v1/models/gemini-2.5-pro:generateContent,                  GENERATE_CONTENT,        gemini-2.5-pro",
        "POST, /v1beta/models/a/b:streamGenerateContent,                   STREAM_GENERATE_CONTENT, a/b",
        "POST, /v1beta/models/a%2Fb:streamGenerateContent,                 STREAM_GENERATE_CONTENT, a%2Fb",
        "POST, /gemini/v1beta/models/x:y:generateContent,                  GENERATE_CONTENT,        x:y",
        "POST, /gemini/v9/models/x:generateContent,                        GENERATE_CONTENT,        x",
        "POST, /v1/messages/count_tokens,                                  COUNT_TOKENS,",
        "POST, /v1/responses/input_tokens,                                 COUNT_TOKENS,",
        "POST, /v1beta/models/acme%2Fx:countTokens,                        COUNT_TOKENS,            acme%2Fx",
        "GET,  /gemini/v1/models,                                          LIST_MODELS,",
        "POST, /v1/embeddings,                                             EMBEDDINGS,",
        "POST, /v1/models/gemini-embedding-001:embedContent,               EMBED_CONTENT,           gemini-embedding-001",
        "POST, /v1beta/models/gemini-embedding-001:embedContent,           EMBED_CONTENT,           gemini-embedding-001",
        "POST, /gemini/v1beta/models/gemini-embedding-001:batchEmbedContents, BATCH_EMBED_CONTENTS, gemini-embedding-001",
        "GET,  /v1/models/gpt-4o,                                          GET_MODEL,               gpt-4o",
        "GET,  /v1/models/llama3:8b,                                       GET_MODEL,               llama3:8b",
        "GET,  /v1/models/meta-llama/Llama-3,                              GET_MODEL,               meta-llama/Llama-3",
    })
    void leads(String method, String path, Operation operation, String model) {
        EndpointRoutes.Match match = routes.match(method, path);

        assertThat(match.route()).isNotNull();
        assertThat(match.route().operation()).isEqualTo(operation);
        assertThat(match.model()).isEqualTo(model);
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({
        "POST,    /v1/embeddings/x",
        "POST,    /v1/models/x:embedText",
        "POST,    /v1/messages/count_token",
        "POST,    /v1beta/models/x:countToken",
        "POST,    /v1beta/models/:generateContent",
        "POST,    /v1beta/models//x:generateContent",
        "POST,    /gemini/models/x:generateContent",
        "GET,     /v1/models/",
        "GET,     /v1",
        "POST,    /v1/chat/completions/",
        "POST,    /v1//chat/completions",
        "POST,    /V1/chat/completions",
        "POST,    /v1/../v1/chat/completions",
        "POST,    /v1/chat/completions;x=1",
    })
    void leads_nowhere_for(String method, String path) {
        EndpointRoutes.Match match = routes.match(method, path);

        assertThat(match.route()).isNull();
        assertThat(match.allowed()).isEmpty();
    }

    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "GET,     /v1/chat/completions,         POST",
        "OPTIONS, /v1/messages,                 POST",
        "HEAD,    /v1/models,                   GET",
        "DELETE,  /v1/models/gpt-4o,            GET",
        "PUT,     /v1beta/models/x:generateContent, POST",
    })
    void knows_the_methods_of_a_path(String method, String path, String allowed) {
        EndpointRoutes.Match match = routes.match(method, path);

        assertThat(match.route()).isNull();
        assertThat(match.allowed()).containsExactly(allowed);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "/v1/embeddings/x,               OPENAI_CHAT",
        "/v1/messages/count_tokens,      CLAUDE_MESSAGES",
        "/v1/responses/x/cancel,         OPENAI_RESPONSES",
        "/v1/models/x:countTokens,       GEMINI_GENERATE",
        "/claude/v1/x,                   CLAUDE_MESSAGES",
        "/gemini/v1/x,                   GEMINI_GENERATE",
        "/v1beta/x,                      GEMINI_GENERATE",
    })
    void tells_of_unknown_paths_in_the_dialect_of_their_prefix(String path, Dialect dialect) {
        assertThat(routes.dialectOf(path, Dialect.OPENAI_CHAT)).isEqualTo(dialect);
    }

    @Test
    void leaves_out_what_has_no_path() {
        EndpointRoutes some = new EndpointRoutes(new Endpoints(true, "", "/anthropic/v1", "", ""));

        assertThat(some.urlMappings()).containsExactly("/anthropic/v1/*");
        assertThat(some.describe()).allMatch(line -> line.contains("/anthropic/v1/"));
    }
}
