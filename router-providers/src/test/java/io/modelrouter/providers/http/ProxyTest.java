package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ProxySettings;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Credentials;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Through a proxy")
@Timeout(60)
class ProxyTest {
    private final MockWebServer upstream = new MockWebServer();
    private final List<String> lookups = new CopyOnWriteArrayList<>();
    private HttpTransport transport = transport(true);

    private HttpTransport transport(boolean http2) {
        return new HttpTransport(Upstream.loopback()
                .allowHttp(true)
                .http2(http2)
                .tls(TestTls.instance().socketFactory, TestTls.instance().trustManager)
                .resolver(host -> {
                    lookups.add(host);
                    if (host.equals("proxy.upstream.test")) {
                        return List.of(InetAddress.getLoopbackAddress());
                    }
                    throw new UnknownHostException(host);
                })
                .build());
    }

    @BeforeEach
    void start() throws Exception {
        upstream.useHttps(TestTls.instance().socketFactory);
        upstream.setProtocols(List.of(Protocol.HTTP_1_1));
        upstream.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder().body("by upstream").build();
            }
        });
        upstream.start();
    }

    @AfterEach
    void stop() {
        assertThat(transport.watchdog().watched()).isZero();
        transport.close();
        upstream.close();
    }

    private ProviderResponse execute(String url, String proxy) throws ProviderException {
        Channel channel = Upstream.channel(url, b -> b.proxy(ProxySettings.parse(proxy)));
        Upstream.PlainClient client = new Upstream.PlainClient(transport);
        client.validate(channel);
        return client.newCall(Upstream.request(channel, false)).execute();
    }

    private String textOf(String url, String proxy) throws ProviderException {
        try (ProviderResponse response = execute(url, proxy)) {
            return Upstream.text(response);
        }
    }

    private ProviderException failureOf(String url, String proxy) {
        ProviderException failure = catchThrowableOfType(
                ProviderException.class, () -> execute(url, proxy).close());
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
        assertThat(failure.getMessage()).doesNotContain("good", "bad", "sk-canary");
        return failure;
    }

    @Test
    void anHttpProxyTunnelsTlsAndSeesNeitherKeyNorPath() throws Exception {
        try (TestProxies.HttpProxy proxy = new TestProxies.HttpProxy(upstream.getPort(), null)) {
            assertThat(textOf("https://api.upstream.test:4433/v1", "http://proxy.upstream.test:" + proxy.port()))
                    .isEqualTo("by upstream");

            assertThat(proxy.heads).hasSize(1);
            assertThat(proxy.heads.get(0))
                    .startsWith("CONNECT api.upstream.test:4433 HTTP/1.1\r\n")
                    .doesNotContainIgnoringCase("proxy-authorization")
                    .doesNotContain("sk-canary", "/v1/chat");
            assertThat(lookups).containsExactly("proxy.upstream.test");
            assertThat(upstream.takeRequest().getHeaders().get("proxy-authorization"))
                    .isNull();
        }
    }

    @Test
    void anHttpProxyIsGivenItsCredentialsAtOnce() throws Exception {
        String credentials = Credentials.basic("team", "good:p\u00e4ss", java.nio.charset.StandardCharsets.UTF_8);
        try (TestProxies.HttpProxy proxy = new TestProxies.HttpProxy(upstream.getPort(), credentials)) {
            assertThat(textOf("https://api.upstream.test/v1", "http://team:good%3Ap%C3%A4ss@127.0.0.1:" + proxy.port()))
                    .isEqualTo("by upstream");

            assertThat(proxy.heads).hasSize(1);
            assertThat(upstream.takeRequest().getHeaders().get("proxy-authorization"))
                    .isNull();
        }
    }

    @Test
    void wrongCredentialsAreAFailureOfTheConnectionAndTriedOnce() throws Exception {
        try (TestProxies.HttpProxy proxy = new TestProxies.HttpProxy(upstream.getPort(), "Basic other")) {
            failureOf("https://api.upstream.test/v1", "http://team:bad@127.0.0.1:" + proxy.port());
            failureOf("https://api.upstream.test/v1", "http://127.0.0.1:" + proxy.port());
            assertThat(proxy.heads).hasSize(2);

            ProviderException plain =
                    failureOf("http://api.upstream.test/v1", "http://team:bad@127.0.0.1:" + proxy.port());
            assertThat(plain).hasMessageContaining("the proxy wants other credentials");
            assertThat(proxy.heads).hasSize(3);
        }
    }

    @Test
    void plainHttpGoesToTheProxyWhole() throws Exception {
        String credentials = Credentials.basic("team", "good");
        try (TestProxies.HttpProxy proxy = new TestProxies.HttpProxy(upstream.getPort(), credentials)) {
            assertThat(textOf("http://api.upstream.test/v1", "http://team:good@127.0.0.1:" + proxy.port()))
                    .isEqualTo("by proxy");

            assertThat(proxy.heads).hasSize(1);
            assertThat(proxy.heads.get(0)).startsWith("POST http://api.upstream.test/v1/chat HTTP/1.1\r\n");
        }
    }

    @Test
    void aProxyThatIsNotThereIsAFailureOfTheConnection() throws Exception {
        int port;
        try (TestProxies.HttpProxy proxy = new TestProxies.HttpProxy(upstream.getPort(), null)) {
            port = proxy.port();
        }
        assertThat(failureOf("https://api.upstream.test/v1", "http://127.0.0.1:" + port))
                .hasMessageEndingWith("(by way of the channel's proxy)");
        assertThat(failureOf("https://api.upstream.test/v1", "socks5://127.0.0.1:" + port))
                .hasMessageEndingWith("(by way of the channel's proxy)");
    }

    @Test
    void aSocksProxyResolvesTheName() throws Exception {
        try (TestProxies.SocksProxy proxy = new TestProxies.SocksProxy(upstream.getPort(), false, 0)) {
            assertThat(textOf("https://api.upstream.test:4433/v1", "socks5://proxy.upstream.test:" + proxy.port()))
                    .isEqualTo("by upstream");

            assertThat(proxy.seen).containsExactly("- name:api.upstream.test 4433");
            assertThat(lookups).containsExactly("proxy.upstream.test");
        }
    }

    @Test
    void aSocksProxyIsGivenAddressesAsAddresses() throws Exception {
        try (TestProxies.SocksProxy proxy = new TestProxies.SocksProxy(upstream.getPort(), false, 0)) {
            assertThat(textOf("https://127.0.0.1:4433/v1", "socks5://127.0.0.1:" + proxy.port()))
                    .isEqualTo("by upstream");

            assertThat(proxy.seen).containsExactly("- address:127.0.0.1 4433");
        }
    }

    @Test
    void twoAccountsAtOneSocksProxyDoNotMix() throws Exception {
        try (TestProxies.SocksProxy proxy = new TestProxies.SocksProxy(upstream.getPort(), true, 0)) {
            String url = "https://api.upstream.test/v1";
            for (int i = 0; i < 3; i++) {
                assertThat(textOf(url, "socks5://one:good1@127.0.0.1:" + proxy.port()))
                        .isEqualTo("by upstream");
                assertThat(textOf(url, "socks5://two:good2@127.0.0.1:" + proxy.port()))
                        .isEqualTo("by upstream");
            }

            assertThat(proxy.seen)
                    .containsExactly("one/good1 name:api.upstream.test 443", "two/good2 name:api.upstream.test 443");
            assertThat(upstream.takeRequest().getConnectionIndex()).isZero();
            assertThat(upstream.takeRequest().getConnectionIndex()).isEqualTo(1);
            assertThat(upstream.takeRequest().getConnectionIndex()).isZero();
        }
    }

    @Test
    void twoAccountsAtOneHttpProxyDoNotMix() throws Exception {
        try (TestProxies.HttpProxy proxy = new TestProxies.HttpProxy(upstream.getPort(), null)) {
            String url = "https://api.upstream.test/v1";
            for (int i = 0; i < 2; i++) {
                textOf(url, "http://one:good1@127.0.0.1:" + proxy.port());
                textOf(url, "http://two:good2@127.0.0.1:" + proxy.port());
            }

            assertThat(proxy.heads).hasSize(2);
            assertThat(proxy.heads.get(0)).contains(Credentials.basic("one", "good1"));
            assertThat(proxy.heads.get(1)).contains(Credentials.basic("two", "good2"));
        }
    }

    @Test
    void aSocksProxyThatRefusesIsAFailureOfTheConnection() throws Exception {
        try (TestProxies.SocksProxy wants = new TestProxies.SocksProxy(upstream.getPort(), true, 0);
                TestProxies.SocksProxy blocks = new TestProxies.SocksProxy(upstream.getPort(), false, 2)) {
            assertThat(failureOf("https://api.upstream.test/v1", "socks5://one:bad@127.0.0.1:" + wants.port()))
                    .hasMessageContaining("refused the channel's user and password");
            assertThat(failureOf("https://api.upstream.test/v1", "socks5://127.0.0.1:" + wants.port()))
                    .hasMessageContaining("wants another way to log in");
            assertThat(failureOf("https://api.upstream.test/v1", "socks5://127.0.0.1:" + blocks.port()))
                    .hasMessageContaining("could not connect (reply 2)");
        }
    }

    @Test
    void http2HostsBehindASocksProxyAreNotTakenForOneAnother() throws Exception {
        upstream.setProtocols(List.of(Protocol.HTTP_2, Protocol.HTTP_1_1));
        try (TestProxies.SocksProxy proxy = new TestProxies.SocksProxy(upstream.getPort(), false, 0)) {
            textOf("https://one.upstream.test/v1", "socks5://127.0.0.1:" + proxy.port());
            textOf("https://two.upstream.test/v1", "socks5://127.0.0.1:" + proxy.port());

            assertThat(proxy.seen).hasSize(2);
        }
    }
}
