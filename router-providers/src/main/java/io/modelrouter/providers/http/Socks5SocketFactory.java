package io.modelrouter.providers.http;

import io.modelrouter.channel.ProxySettings;
import io.modelrouter.channel.Secret;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Sockets that reach their target through a SOCKS5 proxy (RFC 1928, with the user and password of RFC 1929). The JDK's own
 * SOCKS client takes credentials from one authenticator for the whole process, so two channels with different accounts at
 * the same proxy could not be told apart; this one takes them from the channel. The target's name is resolved by the proxy.
 */
final class Socks5SocketFactory extends NoDelaySocketFactory {
    private static final int VERSION = 5;
    private static final int NO_AUTHENTICATION = 0;
    private static final int USER_AND_PASSWORD = 2;
    private static final int NONE_ACCEPTABLE = 0xff;
    private static final int NAME_OR_SECRET_LIMIT = 255;

    private final ProxySettings proxy;
    private final CallDns dns;

    Socks5SocketFactory(ProxySettings proxy, CallDns dns) {
        this.proxy = proxy;
        this.dns = dns;
    }

    @Override
    public Socket createSocket() throws IOException {
        return prepared(new Socket() {
            @Override
            public void connect(SocketAddress endpoint, int timeout) throws IOException {
                InetAddress address = dns.resolve(proxy.host()).get(0);
                super.connect(new InetSocketAddress(address, proxy.port()), timeout);
                handshake(this, (InetSocketAddress) endpoint);
            }
        });
    }

    private void handshake(Socket socket, InetSocketAddress target) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        String user = proxy.user();
        out.write(
                user == null
                        ? new byte[] {VERSION, 1, NO_AUTHENTICATION}
                        : new byte[] {VERSION, 2, NO_AUTHENTICATION, USER_AND_PASSWORD});
        expectVersion(in, VERSION);
        int method = in.readUnsignedByte();
        if (method == USER_AND_PASSWORD && user != null) {
            authenticate(in, out, user, proxy.password());
        } else if (method == NONE_ACCEPTABLE || method != NO_AUTHENTICATION) {
            throw new SocksException("the SOCKS proxy wants another way to log in");
        }
        out.write(connectRequest(target));
        expectVersion(in, VERSION);
        int reply = in.readUnsignedByte();
        if (reply != 0) {
            throw new SocksException("the SOCKS proxy could not connect (reply " + reply + ")");
        }
        skipBoundAddress(in);
    }

    private static void authenticate(DataInputStream in, OutputStream out, String user, @Nullable Secret password)
            throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(1);
        writeShort(message, user);
        writeShort(message, password == null ? "" : password.reveal());
        out.write(message.toByteArray());
        expectVersion(in, 1);
        if (in.readUnsignedByte() != 0) {
            throw new SocksException("the SOCKS proxy refused the channel's user and password");
        }
    }

    private static byte[] connectRequest(InetSocketAddress target) throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(VERSION);
        message.write(1);
        message.write(0);
        InetAddress address = target.getAddress();
        String name = CallDns.nameOf(address);
        if (name != null) {
            message.write(3);
            writeShort(message, name);
        } else {
            byte[] bytes = address.getAddress();
            message.write(bytes.length == 4 ? 1 : 4);
            message.write(bytes);
        }
        message.write(target.getPort() >>> 8);
        message.write(target.getPort());
        return message.toByteArray();
    }

    private static void skipBoundAddress(DataInputStream in) throws IOException {
        in.readUnsignedByte();
        int type = in.readUnsignedByte();
        int length;
        switch (type) {
            case 1:
                length = 4;
                break;
            case 3:
                length = in.readUnsignedByte();
                break;
            case 4:
                length = 16;
                break;
            default:
                throw new SocksException("the SOCKS proxy's answer is malformed");
        }
        in.readFully(new byte[length + 2]);
    }

    private static void writeShort(ByteArrayOutputStream message, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > NAME_OR_SECRET_LIMIT) {
            throw new SocksException("a name, user or password is too long for SOCKS");
        }
        message.write(bytes.length);
        message.write(bytes);
    }

    private static void expectVersion(DataInputStream in, int version) throws IOException {
        if (in.readUnsignedByte() != version) {
            throw new SocksException("the proxy does not speak SOCKS5");
        }
    }
}
