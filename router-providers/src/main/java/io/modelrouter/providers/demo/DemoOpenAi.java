package io.modelrouter.providers.demo;

import io.modelrouter.provider.HttpHeaders;
import tools.jackson.databind.node.ObjectNode;

/** What both OpenAI dialects share: headers and the error envelope. */
final class DemoOpenAi {
    private DemoOpenAi() {}

    static HttpHeaders.Builder headers(String contentType, DemoIds ids) {
        return HttpHeaders.builder()
                .add("content-type", contentType)
                .add("openai-processing-ms", "120")
                .add("openai-version", "2020-10-01")
                .add("x-request-id", ids.hex("req_", 32));
    }

    static DemoReply refuse(DemoRefusal refusal, DemoIds ids) {
        String type = "invalid_request_error";
        String code = null;
        switch (refusal.status()) {
            case 401 -> code = "invalid_api_key";
            case 404 -> code = "model_not_found";
            case 402 -> {
                type = "insufficient_quota";
                code = "insufficient_quota";
            }
            case 429 -> {
                type = "requests";
                code = "rate_limit_exceeded";
            }
            case 503 -> {
                type = "service_unavailable_error";
                code = "server_is_overloaded";
            }
            default -> type = refusal.status() >= 500 ? "server_error" : type;
        }
        ObjectNode body = DemoJson.object();
        body.putObject("error")
                .put("message", refusal.message())
                .put("type", type)
                .put("param", refusal.param())
                .put("code", code);
        HttpHeaders.Builder headers = headers("application/json", ids);
        if (refusal.status() == 429) {
            headers.add("retry-after", "1");
        }
        return DemoReply.whole(refusal.status(), headers.build(), DemoJson.write(body));
    }
}
