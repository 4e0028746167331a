package io.modelrouter.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A range of addresses")
class AddressRangeTest {

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.3",
        "10.1.0.0/16, 10.1.0.0",
        "10.1.0.0/16, 10.1.255.255",
        "10.1.16.0/20, 10.1.31.255",
        "192.0.2.128/25, 192.0.2.200",
        "0.0.0.0/0, 255.255.255.255",
        "10.1.0.0/16, ::ffff:10.1.2.3",
        "::ffff:10.1.2.3, 10.1.2.3",
        "2001:db8::/32, 2001:db8:ffff::1",
        "2001:DB8::1, 2001:0db8:0:0::0001",
        "fe80::1, fe80::1%eth0",
        "::/0, ::1",
    })
    void containsWhatLiesInIt(String range, String address) {
        assertThat(AddressRange.of(range).contains(address)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.2.4",
        "10.1.0.0/16, 10.2.0.0",
        "10.1.16.0/20, 10.1.32.0",
        "192.0.2.128/25, 192.0.2.127",
        "2001:db8::/32, 2001:db9::1",
        "0.0.0.0/0, ::1",
        "::/0, 10.1.2.3",
        "::/0, ::ffff:10.1.2.3",
    })
    void containsNothingElseAndNeverTheOtherKindOfAddress(String range, String address) {
        assertThat(AddressRange.of(range).contains(address)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "localhost", "example.com", "10.1.2", "10.1.2.3.4", "10.1.2.256", "010.1.2.3", "10.1.2.3 ",
                "167838211", "0x0a010203", "::g", ":", "1:2:3:4:5:6:7:8:9", "[::1]", "::1%", "10.1.2.3%1/x", "a:b.c"
            })
    void isNoHostNameAndNoOddNumber(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> AddressRange.of(text));
        assertThat(AddressRange.of("0.0.0.0/0").contains(text)).isFalse();
        assertThat(AddressRange.of("::/0").contains(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"10.1.0.0/", "10.1.0.0/33", "10.1.0.0/-1", "10.1.0.0/x", "10.1.0.0/16/16", "2001:db8::/129"})
    void hasAPrefixThatFits(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.of(text))
                .withMessageContaining("prefix");
    }

    @Test
    void hasNoBitsBehindItsPrefix() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AddressRange.of("10.1.2.0/16"))
                .withMessageContaining("10.1.2.0/16");
    }

    @Test
    void isEqualHoweverItIsWritten() {
        assertThat(AddressRange.of("2001:DB8:0::/32"))
                .isEqualTo(AddressRange.of("2001:db8::/32"))
                .hasSameHashCodeAs(AddressRange.of("2001:db8::/32"));
        assertThat(AddressRange.of("10.1.2.3")).isEqualTo(AddressRange.of("10.1.2.3/32"));
        assertThat(AddressRange.of("10.1.0.0/16")).isNotEqualTo(AddressRange.of("10.1.0.0/17"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.0.0/16", "10.1.2.3/32", "0.0.0.0/0", "2001:db8:0:0:0:0:0:0/32"})
    void isReadAgainAsItIsShown(String text) {
        assertThat(AddressRange.of(text)).hasToString(text);
        assertThat(AddressRange.of(AddressRange.of(text).toString())).isEqualTo(AddressRange.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "10.1.2.3, 10.1.0.0/16",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1::/48",
        "10.0.0.0/8, 10.0.0.0/8",
        "255.255.255.255, 255.255.0.0/16",
    })
    void liesInANetworkOfItsFirstBits(String text, String network) {
        assertThat(AddressRange.of(text).network(16, 48)).isEqualTo(AddressRange.of(network));
    }

    @Test
    void liesInNoNetworkOfMoreBitsThanAnAddressHas() {
        AddressRange range = AddressRange.of("10.1.2.3");
        assertThatIllegalArgumentException().isThrownBy(() -> range.network(33, 128));
        assertThatIllegalArgumentException().isThrownBy(() -> range.network(32, 129));
        assertThatIllegalArgumentException().isThrownBy(() -> range.network(-1, 0));
    }

    @Test
    void agreesWithTheArithmeticOfItsBits() throws UnknownHostException {
        long seed = 42;
        Random random = new Random(seed);
        for (int i = 0; i < 5_000; i++) {
            int length = random.nextBoolean() ? 4 : 16;
            int bits = random.nextInt(length * 8 + 1);
            BigInteger network = new BigInteger(length * 8, random)
                    .shiftRight(length * 8 - bits)
                    .shiftLeft(length * 8 - bits);
            BigInteger address = random.nextBoolean()
                    ? new BigInteger(length * 8, random)
                    : network.xor(BigInteger.ONE.shiftLeft(random.nextInt(length * 8)));
            String range = text(network, length) + "/" + bits;
            boolean inside = address.shiftRight(length * 8 - bits).equals(network.shiftRight(length * 8 - bits));

            assertThat(AddressRange.of(range).contains(text(address, length)))
                    .as("seed %d: %s in %s", seed, text(address, length), range)
                    .isEqualTo(inside);
        }
    }

    private static String text(BigInteger value, int length) throws UnknownHostException {
        byte[] bytes = new byte[length];
        byte[] all = value.toByteArray();
        int count = Math.min(length, all.length);
        System.arraycopy(all, all.length - count, bytes, length - count, count);
        return InetAddress.getByAddress(bytes).getHostAddress();
    }
}
