package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ProxySettings;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Whom the transport calls")
@Tag("S6.ssrf")
class AddressPolicyTest {
    private static final AddressPolicy DEFAULT = new AddressPolicy(HttpTransportSettings.defaults());
    private static final AddressPolicy PRIVATE = new AddressPolicy(
            HttpTransportSettings.builder().allowPrivateAddresses(true).build());

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, UNSPECIFIED",
        "0.1.2.3, UNSPECIFIED",
        "10.0.0.1, PRIVATE",
        "10.255.255.255, PRIVATE",
        "11.0.0.0, PUBLIC",
        "100.63.255.255, PUBLIC",
        "100.64.0.1, CARRIER_NAT",
        "100.127.255.255, CARRIER_NAT",
        "100.128.0.0, PUBLIC",
        "127.0.0.1, LOOPBACK",
        "127.255.255.254, LOOPBACK",
        "169.254.169.254, LINK_LOCAL",
        "172.15.255.255, PUBLIC",
        "172.16.0.0, PRIVATE",
        "172.31.255.255, PRIVATE",
        "172.32.0.0, PUBLIC",
        "192.0.0.8, RESERVED",
        "192.0.2.1, RESERVED",
        "192.88.99.1, RESERVED",
        "192.168.0.1, PRIVATE",
        "192.169.0.1, PUBLIC",
        "198.17.255.255, PUBLIC",
        "198.18.0.0, RESERVED",
        "198.19.255.255, RESERVED",
        "198.20.0.0, PUBLIC",
        "198.51.100.7, RESERVED",
        "203.0.113.7, RESERVED",
        "223.255.255.255, PUBLIC",
        "224.0.0.1, MULTICAST",
        "239.255.255.255, MULTICAST",
        "240.0.0.1, RESERVED",
        "255.255.255.255, RESERVED",
        "8.8.8.8, PUBLIC",
        "::, UNSPECIFIED",
        "::1, LOOPBACK",
        "::2, EMBEDDED",
        "::7f00:1, EMBEDDED",
        "::ffff:0:127.0.0.1, EMBEDDED",
        "64:ff9b::7f00:1, EMBEDDED",
        "64:ff9b::808:808, EMBEDDED",
        "64:ff9b:1::1, EMBEDDED",
        "100::1, RESERVED",
        "2001::1, EMBEDDED",
        "2001:1::1, RESERVED",
        "2001:1ff::1, RESERVED",
        "2001:200::1, PUBLIC",
        "2001:db8::1, RESERVED",
        "2002:7f00:1::, EMBEDDED",
        "2606:4700::1111, PUBLIC",
        "3fff::1, RESERVED",
        "3fff:1000::1, PUBLIC",
        "4000::1, RESERVED",
        "5f00::1, RESERVED",
        "fc00::1, UNIQUE_LOCAL",
        "fdff::1, UNIQUE_LOCAL",
        "fe80::1, LINK_LOCAL",
        "febf::1, LINK_LOCAL",
        "fec0::1, PRIVATE",
        "ff02::1, MULTICAST"
    })
    void everyAddressHasAKind(String text, AddressKind kind) throws Exception {
        InetAddress address = InetAddress.getByName(text);

        assertThat(AddressKind.of(address)).isEqualTo(kind);
        assertThat(DEFAULT.refusal(text, true) == null).isEqualTo(kind == AddressKind.PUBLIC);
    }

    @Test
    void aMappedAddressThatTheJdkDidNotUnfoldIsEmbedded() throws Exception {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(new byte[] {10, 0, 0, 1}, 0, mapped, 12, 4);
        InetAddress address = java.net.Inet6Address.getByAddress(null, mapped, 0);

        assertThat(AddressKind.of(address)).isEqualTo(AddressKind.EMBEDDED);
        assertThat(AddressKind.embedded(address)).isEqualTo(AddressKind.PRIVATE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost.",
                "a.localhost",
                "[::1]",
                "[::ffff:127.0.0.1]",
                "[::ffff:7f00:1]",
                "[fe80::1]",
                "2130706433",
                "0x7f000001",
                "0x7f.1",
                "017700000001",
                "127.1",
                "127.0.1",
                "0177.0.0.1",
                "127.0.0.1.",
                "127.0.0.01",
                "256.1.1.1",
                "a.1"
            })
    void odderTextsForOurOwnMachineAreRefused(String host) {
        assertThat(DEFAULT.refusal(host, true)).isNotNull();
        assertThat(DEFAULT.refusalOfProxy(host)).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "api.openai.com",
                "api.openai.com.",
                "8.8.8.8",
                "[2606:4700::1111]",
                "a1.b2.c3",
                "xn--e1afmkfd.test"
            })
    void publicHostsAreNot(String host) {
        assertThat(DEFAULT.refusal(host, true)).isNull();
        assertThat(DEFAULT.refusal(host, false)).contains("plain http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "127.0.0.1",
                "10.0.0.1",
                "192.168.1.1",
                "100.64.0.1",
                "[fd00::1]",
                "[64:ff9b::808:808]",
                "localhost"
            })
    void privateAddressesMayBeAllowedTogether(String host) {
        assertThat(PRIVATE.refusal(host, true)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "169.254.169.254",
                "[fe80::1]",
                "0.0.0.0",
                "[::]",
                "224.0.0.1",
                "[64:ff9b::a9fe:a9fe]",
                "240.0.0.1"
            })
    void butNotThoseWithTheCloudsCredentials(String host) {
        assertThat(PRIVATE.refusal(host, true)).isNotNull();
    }

    @Test
    void plainHttpIsForLoopbackWhenLoopbackIsAllowed() {
        assertThat(PRIVATE.refusal("127.0.0.1", false)).isNull();
        assertThat(PRIVATE.refusal("localhost", false)).isNull();
        assertThat(PRIVATE.refusal("10.0.0.1", false)).contains("plain http");
        assertThat(new AddressPolicy(
                                HttpTransportSettings.builder().allowHttp(true).build())
                        .refusal("api.example.com", false))
                .isNull();
    }

    @Test
    void aHostOfTheListMayHaveAnyAddress() throws Exception {
        AddressPolicy policy = new AddressPolicy(HttpTransportSettings.builder()
                .allowHosts("Models.Internal", "10.0.0.5", "[fe80::7]")
                .build());

        assertThat(policy.refusal("models.internal", true)).isNull();
        assertThat(policy.refusal("10.0.0.5", true)).isNull();
        assertThat(policy.refusal("fe80::7", true)).isNull();
        assertThat(policy.refusal("10.0.0.6", true)).isNotNull();
        List<InetAddress> addresses = List.of(InetAddress.getByName("10.9.9.9"));
        assertThat(policy.check("models.internal", addresses)).isEqualTo(addresses);
        assertThatThrownBy(() -> policy.check("other.internal", addresses)).isInstanceOf(RefusedAddressException.class);
    }

    @Test
    void aPredicateMayAllowMore() throws Exception {
        InetAddress one = InetAddress.getByName("10.0.0.5");
        AddressPolicy policy = new AddressPolicy(
                HttpTransportSettings.builder().allowedAddresses(one::equals).build());

        assertThat(policy.refusal("10.0.0.5", true)).isNull();
        assertThat(policy.refusal("10.0.0.6", true)).isNotNull();
    }

    @Nested
    @DisplayName("when a name is resolved")
    class Resolved {
        private HttpTransport transport(String... addresses) {
            List<InetAddress> list = new ArrayList<>();
            for (String address : addresses) {
                try {
                    list.add(InetAddress.getByName(address));
                } catch (UnknownHostException e) {
                    throw new IllegalStateException(e);
                }
            }
            return new HttpTransport(HttpTransportSettings.builder()
                    .allowHttp(true)
                    .resolver(host -> list)
                    .build());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "127.0.0.1",
                    "::1",
                    "10.0.0.1",
                    "169.254.169.254",
                    "64:ff9b::7f00:1",
                    "fd00::1",
                    "8.8.8.8 127.0.0.1",
                    "127.0.0.1 8.8.8.8"
                })
        @DisplayName("one private address among the answers refuses them all, and nothing connects")
        void refuses(String answers) throws Exception {
            try (RawServer server = new RawServer((socket, number) -> RawServer.awaitClose(socket));
                    HttpTransport transport = transport(answers.split(" "))) {
                Channel channel = Upstream.channel("http://rebound.upstream.test:" + server.port(), b -> b);
                Upstream.PlainClient client = new Upstream.PlainClient(transport);
                client.validate(channel);

                assertThatThrownBy(() ->
                                client.newCall(Upstream.request(channel, false)).execute())
                        .isInstanceOfSatisfying(
                                ProviderException.class,
                                e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION))
                        .hasMessageStartingWith("rebound.upstream.test: its address is ")
                        .hasMessageContaining("refused unless");
                assertThat(server.connections()).isZero();
            }
        }

        @Test
        @DisplayName("a name that changes its mind is asked again for each new connection")
        void rebinding() throws Exception {
            List<List<InetAddress>> answers = new ArrayList<>(Arrays.asList(
                    List.of(InetAddress.getLoopbackAddress()), List.of(InetAddress.getByName("10.0.0.1"))));
            try (RawServer server = new RawServer((socket, number) -> {
                        RawServer.readRequest(socket);
                        RawServer.write(socket, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}");
                    });
                    HttpTransport transport = new HttpTransport(HttpTransportSettings.builder()
                            .allowHttp(true)
                            .allowedAddresses(InetAddress::isLoopbackAddress)
                            .resolver(host -> answers.remove(0))
                            .build())) {
                Upstream.PlainClient client = new Upstream.PlainClient(transport);
                Channel channel = Upstream.channel("http://rebound.upstream.test:" + server.port(), b -> b);
                try (ProviderResponse first =
                        client.newCall(Upstream.request(channel, false)).execute()) {
                    assertThat(Upstream.text(first)).isEqualTo("{}");
                }

                assertThatThrownBy(() ->
                                client.newCall(Upstream.request(channel, false)).execute())
                        .hasMessageContaining("its address is private");
            }
        }

        @Test
        void theProxysNameIsCheckedToo() throws Exception {
            try (RawServer server = new RawServer((socket, number) -> RawServer.awaitClose(socket))) {
                for (ProxySettings.Type type : ProxySettings.Type.values()) {
                    try (HttpTransport transport = transport("127.0.0.1")) {
                        ProxySettings proxy = new ProxySettings(type, "proxy.upstream.test", server.port(), null, null);
                        Channel channel = Upstream.channel("https://api.upstream.test", b -> b.proxy(proxy));

                        assertThatThrownBy(() -> new Upstream.PlainClient(transport)
                                        .newCall(Upstream.request(channel, false))
                                        .execute())
                                .isInstanceOfSatisfying(
                                        ProviderException.class,
                                        e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION))
                                .hasMessageContaining("its address is loopback");
                    }
                }
                assertThat(server.connections()).isZero();
            }
        }
    }

    @Nested
    @DisplayName("when a channel is validated")
    class Validated {
        private final Upstream.PlainClient client = new Upstream.PlainClient(new HttpTransport());

        @Test
        void plainHttpIsNamed() {
            Channel channel = Upstream.channel("http://api.example.com", b -> b);

            assertThatThrownBy(() -> client.validate(channel))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("base-url with host api.example.com: plain http is refused; use https, or allow http in"
                            + " the transport's settings");
        }

        @Test
        void aPrivateAddressIsNamed() {
            Channel channel = Upstream.channel("https://192.168.1.9/v1", b -> b);

            assertThatThrownBy(() -> client.validate(channel))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("base-url with host 192.168.1.9: its address is private, which is refused unless the"
                            + " transport's settings allow it");
        }

        @Test
        void theTargetsTextIsCheckedBehindAProxyAndSoIsTheProxys() {
            ProxySettings good = ProxySettings.parse("http://proxy.example.com:3128");
            ProxySettings bad = ProxySettings.parse("socks5://user:canary@127.0.0.1:1080");

            assertThatThrownBy(() -> client.validate(Upstream.channel("https://127.0.0.1", b -> b.proxy(good))))
                    .hasMessageStartingWith("base-url with host 127.0.0.1");
            assertThatThrownBy(() -> client.validate(Upstream.channel("https://api.example.com", b -> b.proxy(bad))))
                    .hasMessageStartingWith("proxy socks5://user:****@127.0.0.1:1080: its address is loopback");
        }

        @Test
        void aCallOnAChannelNobodyValidatedFailsAsWell() throws Exception {
            try (RawServer server = new RawServer((socket, number) -> RawServer.awaitClose(socket))) {
                Channel channel = Upstream.channel("https://127.0.0.1:" + server.port(), b -> b);

                assertThatThrownBy(() ->
                                client.newCall(Upstream.request(channel, false)).execute())
                        .isInstanceOfSatisfying(
                                ProviderException.class,
                                e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION));
                assertThat(server.connections()).isZero();
            }
        }
    }
}
