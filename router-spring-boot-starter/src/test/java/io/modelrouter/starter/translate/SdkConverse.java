package io.modelrouter.starter.translate;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.core.SdkPojo;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.core.protocol.MarshallLocation;
import software.amazon.awssdk.core.protocol.MarshallingType;
import software.amazon.awssdk.core.traits.ListTrait;
import software.amazon.awssdk.core.traits.MapTrait;
import software.amazon.awssdk.http.AbortableInputStream;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.utils.builder.Buildable;
import tools.jackson.databind.JsonNode;

/** What the AWS SDK makes of Converse: it reads our requests into its own model, sends them, and reads recorded answers. */
final class SdkConverse {
    private static final Wire WIRE = new Wire();
    private static final BedrockRuntimeClient CLIENT = BedrockRuntimeClient.builder()
            .region(Region.US_EAST_1)
            .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "secret")))
            .httpClient(WIRE)
            .build();

    private SdkConverse() {}

    /**
     * The request as the SDK's own model has it.
     *
     * @throws AssertionError if a member is not in that model, or has another type, or a word is none of its enumeration
     */
    static ConverseRequest request(byte[] body) throws ReflectiveOperationException {
        ConverseRequest.Builder builder = ConverseRequest.builder();
        fill(builder, Corpus.json(body), "");
        return builder.modelId("m").build();
    }

    private static SdkPojo fill(SdkPojo builder, JsonNode json, String path) throws ReflectiveOperationException {
        if (!json.isObject()) {
            throw new AssertionError(path + " is no object");
        }
        Map<String, SdkField<?>> fields = builder.sdkFieldNameToField();
        for (Map.Entry<String, JsonNode> member : json.properties()) {
            String name = member.getKey();
            SdkField<?> field = fields.get(name);
            if (field == null || field.location() != MarshallLocation.PAYLOAD) {
                throw new AssertionError(path + "." + name + " is no member of the model");
            }
            field.set(builder, value(field, member.getValue(), path + "." + name));
        }
        SdkPojo built = (SdkPojo) ((Buildable) builder).build();
        for (String name : json.propertyNames()) {
            checkWord(built, name, path);
        }
        return built;
    }

    /** Members with a fixed set of words have a getter that gives an enum. */
    private static void checkWord(SdkPojo built, String name, String path) throws ReflectiveOperationException {
        String getter = name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
        Object value = built.getClass().getMethod(getter).invoke(built);
        if (value instanceof Enum<?> word && word.name().equals("UNKNOWN_TO_SDK_VERSION")) {
            throw new AssertionError(path + "." + name + " has a word that the model does not know");
        }
    }

    private static Object value(SdkField<?> field, JsonNode json, String path) throws ReflectiveOperationException {
        MarshallingType<?> type = field.marshallingType();
        if (type == MarshallingType.SDK_POJO) {
            return fill(field.constructor().get(), json, path);
        }
        if (type == MarshallingType.LIST) {
            SdkField<?> element = field.getTrait(ListTrait.class).memberFieldInfo();
            List<Object> all = new ArrayList<>();
            for (JsonNode one : expect(json, json.isArray(), path)) {
                all.add(value(element, one, path + "." + all.size()));
            }
            return all;
        }
        if (type == MarshallingType.MAP) {
            SdkField<?> element = field.getTrait(MapTrait.class).valueFieldInfo();
            Map<String, Object> all = new LinkedHashMap<>();
            for (Map.Entry<String, JsonNode> one : json.properties()) {
                all.put(one.getKey(), value(element, one.getValue(), path + "." + one.getKey()));
            }
            return all;
        }
        return plain(type, json, path);
    }

    private static Object plain(MarshallingType<?> type, JsonNode json, String path) {
        if (type == MarshallingType.STRING) {
            return expect(json, json.isString(), path).stringValue();
        }
        if (type == MarshallingType.INTEGER) {
            return expect(json, json.canConvertToInt(), path).intValue();
        }
        if (type == MarshallingType.FLOAT) {
            return expect(json, json.isNumber(), path).floatValue();
        }
        if (type == MarshallingType.BOOLEAN) {
            return expect(json, json.isBoolean(), path).booleanValue();
        }
        if (type == MarshallingType.SDK_BYTES) {
            return SdkBytes.fromByteArray(Base64.getDecoder()
                    .decode(expect(json, json.isString(), path).stringValue()));
        }
        if (type == MarshallingType.DOCUMENT) {
            return document(json);
        }
        throw new AssertionError(path + " has a type that this test does not know: " + type);
    }

    private static JsonNode expect(JsonNode json, boolean right, String path) {
        if (!right) {
            throw new AssertionError(path + " has another type in the model: " + json.getNodeType());
        }
        return json;
    }

    private static Document document(JsonNode json) {
        switch (json.getNodeType()) {
            case OBJECT:
                Map<String, Document> members = new LinkedHashMap<>();
                json.properties().forEach(member -> members.put(member.getKey(), document(member.getValue())));
                return Document.fromMap(members);
            case ARRAY:
                return Document.fromList(
                        json.valueStream().map(SdkConverse::document).toList());
            case STRING:
                return Document.fromString(json.stringValue());
            case NUMBER:
                return Document.fromNumber(json.decimalValue());
            case BOOLEAN:
                return Document.fromBoolean(json.booleanValue());
            default:
                return Document.fromNull();
        }
    }

    /** The body that the SDK's client sends for the request. */
    static JsonNode sent(ConverseRequest request) {
        WIRE.answer =
                "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[]}}}".getBytes(StandardCharsets.UTF_8);
        CLIENT.converse(request);
        return Corpus.json(WIRE.sent);
    }

    /** A recorded answer as the SDK's client reads it. */
    static ConverseResponse answer(byte[] body) {
        WIRE.answer = body;
        return CLIENT.converse(ConverseRequest.builder().modelId("m").build());
    }

    /** In the place of a connection: keeps what is sent and answers the same always. */
    private static final class Wire implements SdkHttpClient {
        private byte[] answer = {};
        private byte[] sent = {};

        @Override
        public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
            try (InputStream in = request.contentStreamProvider().orElseThrow().newStream()) {
                sent = in.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new ExecutableHttpRequest() {
                @Override
                public HttpExecuteResponse call() {
                    return HttpExecuteResponse.builder()
                            .response(SdkHttpResponse.builder()
                                    .statusCode(200)
                                    .putHeader("content-type", "application/json")
                                    .build())
                            .responseBody(AbortableInputStream.create(new java.io.ByteArrayInputStream(answer)))
                            .build();
                }

                @Override
                public void abort() {}
            };
        }

        @Override
        public String clientName() {
            return "test";
        }

        @Override
        public void close() {}
    }
}
