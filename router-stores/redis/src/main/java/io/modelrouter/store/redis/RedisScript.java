package io.modelrouter.store.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A Lua script and the SHA-1 by which the server knows it. The server runs a script from its first to its last line without
 * anything in between, which makes it one atomic step.
 */
public final class RedisScript {
    private final String name;
    private final String text;
    private final String sha;

    private RedisScript(String name, String text) {
        this.name = name;
        this.text = text;
        this.sha = sha1(text);
    }

    /**
     * The script that these files make one after the other; the last one gives it its name.
     *
     * @param home the class beside which the files lie
     * @param files such as {@code "amount.lua", "reserve.lua"}
     */
    public static RedisScript of(Class<?> home, String... files) {
        StringBuilder text = new StringBuilder();
        for (String file : files) {
            text.append(read(home, file)).append('\n');
        }
        return new RedisScript(files[files.length - 1], text.toString());
    }

    String text() {
        return text;
    }

    String sha() {
        return sha;
    }

    /** The name of its last file. */
    @Override
    public String toString() {
        return name;
    }

    private static String read(Class<?> home, String file) {
        try (InputStream in = home.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the script " + file + " is missing beside " + home.getName());
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
