package io.modelrouter.starter.faults;

import io.modelrouter.ModelRouter;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.auth.InMemoryTokenStore;
import io.modelrouter.core.pipeline.RouterSettings;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.providers.claude.ClaudeClient;
import io.modelrouter.providers.gemini.GeminiClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.providers.http.NameResolver;
import io.modelrouter.providers.openai.OpenAiClient;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An upstream on this machine that fails as the first segment of the path says, and routers in front of it that share one
 * real transport and nothing else.
 */
final class FaultyWorld implements AutoCloseable {
    static final String KEY = "sk-test-0123456789";
    static final String TOKEN = "team";
    /** What channels send upstream. */
    static final String UPSTREAM_KEY = "upstream-canary-0123456789";
    /** One credit for a million tokens in, two for a million out. */
    static final long NANOS_IN = 1_000;

    static final long NANOS_OUT = 2_000;
    /** What is asked of a channel that is well. */
    static final String WELL = "WELL";

    private static final Duration AGES = Duration.ofSeconds(60);

    final LoopbackUpstream upstream = LoopbackUpstream.start(this::answer).forgetful();
    final HttpTransport transport;
    private final ServerSocket plainText;
    private final Socket nobody = new Socket();
    private final ExecutorService executor = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "test-router");
        thread.setDaemon(true);
        return thread;
    });

    FaultyWorld() {
        NameResolver names = NameResolver.system();
        this.transport = new HttpTransport(HttpTransportSettings.builder()
                .allowHttp(true)
                .allowPrivateAddresses(true)
                .resolver(host -> {
                    if (host.endsWith(".invalid")) {
                        throw new UnknownHostException(host);
                    }
                    return names.resolve(host);
                })
                .build());
        try {
            plainText = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
            // bound, but nobody listens
            nobody.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread thread = new Thread(this::speakPlainText, "test-plain-text");
        thread.setDaemon(true);
        thread.start();
    }

    /** Takes TLS connections and answers them in plain text, which is what a wrong port does. */
    private void speakPlainText() {
        while (!plainText.isClosed()) {
            try (Socket socket = plainText.accept()) {
                socket.getInputStream().read();
                socket.getOutputStream().write(Vendor.bytes("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\n\r\n"));
                socket.shutdownOutput();
                while (socket.getInputStream().read() >= 0) {
                    continue;
                }
            } catch (IOException e) {
                // the next one
            }
        }
    }

    private void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws IOException {
        String[] way = request.target().split("/", 3);
        String target = "/" + way[2];
        Vendor vendor = vendorOf(target);
        boolean stream = target.contains(":stream") || request.text().contains("\"stream\":true");
        if (!way[1].equals(WELL)) {
            Fault.valueOf(way[1]).answer(vendor, stream, wire);
        } else if (stream) {
            wire.begin(200, Map.of("content-type", "text/event-stream"));
            wire.write(vendor.talk.answer(true));
            wire.end();
        } else {
            wire.whole(200, Map.of("content-type", "application/json"), vendor.talk.answer(false));
        }
    }

    static Vendor vendorOf(String target) {
        TinyDialect talk = TinyDialect.of(target);
        for (Vendor vendor : Vendor.values()) {
            if (vendor.talk == talk) {
                return vendor;
            }
        }
        throw new AssertionError(target);
    }

    String url(Fault fault) {
        switch (fault) {
            case REFUSED:
                return "http://127.0.0.1:" + nobody.getLocalPort();
            case DNS:
                return "http://upstream.invalid";
            case TLS:
                return "https://127.0.0.1:" + plainText.getLocalPort();
            default:
                return upstream.url() + "/" + fault;
        }
    }

    /** A channel that fails; only what the fault is about has a short limit. */
    Channel faulty(Fault fault, Vendor vendor) {
        Duration soon = Duration.ofMillis(300);
        // late enough for the answer to have begun, also where the machine is busy
        Duration later = Duration.ofMillis(1_500);
        Timeouts timeouts = Timeouts.DEFAULT;
        switch (fault) {
            case STALL_BEFORE_FIRST_BYTE:
                timeouts = new Timeouts(AGES, soon, AGES, soon, AGES, AGES);
                break;
            case STALL_MID_STREAM:
                timeouts = new Timeouts(AGES, AGES, later, later, AGES, AGES);
                break;
            case SLOW_DRIP:
                timeouts = new Timeouts(AGES, AGES, AGES, later, later, AGES);
                break;
            default:
                break;
        }
        return channel("faulty", vendor, url(fault))
                .models("*")
                .priority(1)
                .timeouts(timeouts)
                .build();
    }

    Channel well(Vendor vendor) {
        return channel("well", vendor, upstream.url() + "/" + WELL).models("*").build();
    }

    static Channel.Builder channel(String name, Vendor vendor, String url) {
        return Channel.builder(name, vendor.type)
                .baseUrl(url)
                .dialects(vendor.dialect)
                .apiKey(UPSTREAM_KEY);
    }

    /** A router that waits no longer than it must before it tries again. */
    ModelRouter router(QuotaLedger ledger, RouterListener listener, Channel... channels) {
        RouterSettings settings = RouterSettings.builder()
                .costInUsage(false)
                .maxEvent(Fault.Limits.EVENT)
                .maxBody(Fault.Limits.BODY)
                .maxStream(Fault.Limits.STREAM)
                .build();
        return router(settings, channels)
                .ledger(ledger)
                .listener(listener)
                .executor(executor)
                .random(() -> () -> 0L)
                .build();
    }

    ModelRouterBuilder router(RouterSettings settings, Channel... channels) {
        Price price = Price.of(BigDecimal.ONE, BigDecimal.valueOf(2));
        return ModelRouterBuilder.create(channels)
                .provider(new OpenAiClient(transport))
                .provider(new ClaudeClient(transport))
                .provider(new GeminiClient(transport))
                .tokens(new InMemoryTokenStore()
                        .put(TokenHash.of(Secret.of(KEY)), Token.builder(TOKEN).build()))
                .prices(model -> Optional.of(price))
                .settings(settings);
    }

    @Override
    public void close() throws IOException {
        transport.close();
        upstream.close();
        plainText.close();
        nobody.close();
        executor.shutdown();
    }
}
