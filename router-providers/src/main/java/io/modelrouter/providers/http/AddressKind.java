package io.modelrouter.providers.http;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What an address is for, by the special-purpose registries of IANA (RFC 6890 and its updates). An IPv6 address is
 * {@link #PUBLIC} only inside global unicast, 2000::/3.
 */
enum AddressKind {
    PUBLIC("public", false),
    LOOPBACK("loopback", true),
    PRIVATE("private", true),
    CARRIER_NAT("carrier-grade NAT", true),
    UNIQUE_LOCAL("unique local", true),
    LINK_LOCAL("link-local", false),
    UNSPECIFIED("unspecified", false),
    MULTICAST("multicast", false),
    /** An IPv4 address in IPv6 clothes: mapped, compatible, NAT64, 6to4 or Teredo. */
    EMBEDDED("embedded IPv4", false),
    RESERVED("reserved", false);

    private static final List<Range> RANGES = new ArrayList<>();

    static {
        range(UNSPECIFIED, 8, 0);
        range(PRIVATE, 8, 10);
        range(CARRIER_NAT, 10, 100, 64);
        range(LOOPBACK, 8, 127);
        range(LINK_LOCAL, 16, 169, 254);
        range(PRIVATE, 12, 172, 16);
        range(RESERVED, 24, 192, 0, 0);
        range(RESERVED, 24, 192, 0, 2);
        range(RESERVED, 24, 192, 88, 99);
        range(PRIVATE, 16, 192, 168);
        range(RESERVED, 15, 198, 18);
        range(RESERVED, 24, 198, 51, 100);
        range(RESERVED, 24, 203, 0, 113);
        range(MULTICAST, 4, 224);
        range(RESERVED, 4, 240);
    }

    private final String words;
    private final boolean local;

    AddressKind(String words, boolean local) {
        this.words = words;
        this.local = local;
    }

    private record Range(AddressKind kind, int bits, int prefix) {
        boolean has(int address) {
            return (address ^ prefix) >>> (32 - bits) == 0;
        }
    }

    private static void range(AddressKind kind, int bits, int... octets) {
        int prefix = 0;
        for (int i = 0; i < 4; i++) {
            prefix = prefix << 8 | (i < octets.length ? octets[i] : 0);
        }
        RANGES.add(new Range(kind, bits, prefix));
    }

    /** Addresses of one's own machines and networks, which a setting may open as a group. */
    boolean isLocal() {
        return local;
    }

    static AddressKind of(InetAddress address) {
        byte[] bytes = address.getAddress();
        return bytes.length == 4 ? ofIpv4(bytes, 0) : ofIpv6(bytes);
    }

    /** What the IPv4 address inside an {@link #EMBEDDED} one is; RESERVED where none can be read. */
    static AddressKind embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != 16) {
            return RESERVED;
        }
        if (zero(bytes, 0, 8) || starts(bytes, 0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0)) {
            return ofIpv4(bytes, 12);
        }
        return starts(bytes, 0x20, 0x02) ? ofIpv4(bytes, 2) : RESERVED;
    }

    private static AddressKind ofIpv4(byte[] bytes, int at) {
        int address = (bytes[at] & 0xff) << 24
                | (bytes[at + 1] & 0xff) << 16
                | (bytes[at + 2] & 0xff) << 8
                | bytes[at + 3] & 0xff;
        for (Range range : RANGES) {
            if (range.has(address)) {
                return range.kind;
            }
        }
        return PUBLIC;
    }

    private static AddressKind ofIpv6(byte[] bytes) {
        if (zero(bytes, 0, 15) && bytes[15] <= 1 && bytes[15] >= 0) {
            return bytes[15] == 0 ? UNSPECIFIED : LOOPBACK;
        }
        // ::/64 holds the compatible, mapped (RFC 4291) and translated (RFC 2765) forms; 64:ff9b::/32 both NAT64
        // prefixes.
        if (zero(bytes, 0, 8) || starts(bytes, 0x00, 0x64, 0xff, 0x9b)) {
            return EMBEDDED;
        }
        int first = bytes[0] & 0xff;
        if (first == 0xff) {
            return MULTICAST;
        }
        if ((first & 0xfe) == 0xfc) {
            return UNIQUE_LOCAL;
        }
        if (first == 0xfe) {
            int second = bytes[1] & 0xc0;
            return second == 0x80 ? LINK_LOCAL : second == 0xc0 ? PRIVATE : RESERVED;
        }
        if (starts(bytes, 0x20, 0x02) || starts(bytes, 0x20, 0x01, 0, 0)) {
            return EMBEDDED;
        }
        boolean ietf = starts(bytes, 0x20, 0x01) && (bytes[2] & 0xfe) == 0;
        boolean documentation =
                starts(bytes, 0x20, 0x01, 0x0d, 0xb8) || starts(bytes, 0x3f, 0xff) && (bytes[2] & 0xf0) == 0;
        return (first & 0xe0) == 0x20 && !ietf && !documentation ? PUBLIC : RESERVED;
    }

    private static boolean zero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean starts(byte[] bytes, int... prefix) {
        for (int i = 0; i < prefix.length; i++) {
            if ((bytes[i] & 0xff) != prefix[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return words;
    }
}
