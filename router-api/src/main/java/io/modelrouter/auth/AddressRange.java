package io.modelrouter.auth;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A range of IP addresses that a token may be used from: one address, or a network such as {@code 10.1.0.0/16} or
 * {@code 2001:db8::/32}. An IPv4 address inside IPv6 ({@code ::ffff:10.1.2.3}) counts as the IPv4 address.
 */
public final class AddressRange {
    private static final Pattern IPV4 =
            Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
    /** With a colon in it nothing is ever looked up. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");

    private final byte[] network;
    private final int bits;

    private AddressRange(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * @throws IllegalArgumentException if it is not an address or network, or has bits set behind its prefix; a host name is
     *     never looked up
     */
    public static AddressRange of(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            throw new IllegalArgumentException("an IP address or network is expected, such as 10.1.0.0/16");
        }
        int bits = slash < 0 ? address.length * 8 : prefix(text.substring(slash + 1), address.length * 8);
        for (int bit = bits; bit < address.length * 8; bit++) {
            if ((address[bit / 8] >> (7 - bit % 8) & 1) != 0) {
                throw new IllegalArgumentException("the network " + text + " has bits set behind its prefix");
            }
        }
        return new AddressRange(address, bits);
    }

    private static int prefix(String text, int most) {
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= most) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("the prefix of the network must be from 0 to " + most);
    }

    /** Whether the address, in its text form, is in the range; false for what is not an address. */
    public boolean contains(String address) {
        byte[] other = bytes(address);
        if (other == null || other.length != network.length) {
            return false;
        }
        int whole = bits / 8;
        if (!Arrays.equals(network, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || (network[whole] ^ other[whole]) >> (8 - rest) == 0;
    }

    /**
     * The network that it lies in: its first so many bits, or itself where it has no more than that.
     *
     * @param ipv4Bits of IPv4 addresses, 0 to 32
     * @param ipv6Bits of IPv6 addresses, 0 to 128
     */
    public AddressRange network(int ipv4Bits, int ipv6Bits) {
        if (ipv4Bits < 0 || ipv4Bits > 32 || ipv6Bits < 0 || ipv6Bits > 128) {
            throw new IllegalArgumentException("a network has 0 to 32 bits of IPv4 and 0 to 128 of IPv6");
        }
        int most = network.length == 4 ? ipv4Bits : ipv6Bits;
        if (bits <= most) {
            return this;
        }
        byte[] first = network.clone();
        for (int bit = most; bit < first.length * 8; bit++) {
            first[bit / 8] &= (byte) ~(1 << (7 - bit % 8));
        }
        return new AddressRange(first, most);
    }

    private static byte @Nullable [] bytes(String text) {
        String literal = text.toLowerCase(Locale.ROOT);
        int zone = literal.indexOf('%');
        if (literal.indexOf(':') >= 0 && zone > 0 && zone < literal.length() - 1) {
            literal = literal.substring(0, zone);
        }
        if (literal.length() > 45
                || !IPV4.matcher(literal).matches() && !IPV6.matcher(literal).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(literal).getAddress();
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The network and the length of its prefix, such as {@code 10.1.0.0/16}; a single address has all its bits. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressRange range && bits == range.bits && Arrays.equals(network, range.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + bits;
    }
}
