package io.modelrouter.providers.http;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the tests of this package call and read with. */
final class Upstream {
    private Upstream() {}

    /** A client of no company: {@code POST /v1/chat}, key in {@code authorization}. */
    static final class PlainClient extends HttpProviderClient {
        PlainClient(HttpTransport transport) {
            super(transport, "plain", "https://upstream.example", "v1", EnumSet.of(Dialect.OPENAI_CHAT));
        }

        @Override
        protected List<String> path(ProviderRequest request) {
            return List.of("chat");
        }

        @Override
        protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) {
            return key == null ? Map.of() : Map.of("authorization", "Bearer " + key.reveal());
        }
    }

    /** Settings for upstreams on this machine. */
    static HttpTransportSettings.Builder loopback() {
        return HttpTransportSettings.builder().allowPrivateAddresses(true);
    }

    static Channel channel(String baseUrl, UnaryOperator<Channel.Builder> more) {
        return more.apply(Channel.builder("test", "plain").baseUrl(baseUrl).models("*"))
                .build();
    }

    static Channel channel(int port) {
        return channel("http://127.0.0.1:" + port, b -> b);
    }

    /** Half a minute for everything but what the test changes. */
    static Timeouts timeouts(Consumer<Limits> change) {
        Limits limits = new Limits();
        change.accept(limits);
        return new Timeouts(
                limits.connect, limits.firstByte, limits.idle, limits.total, limits.streamTotal, limits.write);
    }

    /** Which limits a test makes short. */
    static final class Limits {
        Duration connect = Duration.ofSeconds(30);
        Duration firstByte = Duration.ofSeconds(30);
        Duration idle = Duration.ofSeconds(30);
        Duration total = Duration.ofSeconds(30);
        Duration streamTotal = Duration.ofSeconds(30);
        Duration write = Duration.ofSeconds(30);
    }

    static ProviderRequest request(Channel channel, boolean stream, byte[] body) {
        return new ProviderRequest(
                channel,
                Secret.of("sk-canary-0123456789"),
                Dialect.OPENAI_CHAT,
                "m",
                stream,
                true,
                WireBody.of(body),
                Map.of(),
                Duration.ofSeconds(60));
    }

    static ProviderRequest request(Channel channel, boolean stream) {
        return request(channel, stream, "{\"model\":\"m\"}".getBytes(StandardCharsets.UTF_8));
    }

    static byte[] readAll(ProviderResponse response) throws ProviderException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] buffer = new byte[4096];
        int count;
        while ((count = response.read(buffer, 0, buffer.length)) >= 0) {
            all.write(buffer, 0, count);
        }
        return all.toByteArray();
    }

    static String text(ProviderResponse response) throws ProviderException {
        return new String(readAll(response), StandardCharsets.UTF_8);
    }
}
