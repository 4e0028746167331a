package io.modelrouter.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.providers.BuiltInProviders;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.wire.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Without Amazon's modules on the class path")
class WithoutAwsTest {

    /** Runs where those classes are not, in a loader of its own; answers with what the parent's classes know too. */
    public static final class Inside implements Callable<List<String>> {
        @Override
        public List<String> call() {
            List<String> told = new ArrayList<>();
            try (HttpTransport transport = new HttpTransport()) {
                List<ProviderClient> clients = BuiltInProviders.create(transport, AccessTokens.NONE);
                clients.forEach(client -> told.add(client.type()));
                ProviderClient bedrock = clients.stream()
                        .filter(client -> client.type().equals("bedrock"))
                        .findFirst()
                        .orElseThrow();
                Channel channel = Channel.builder("b", "bedrock")
                        .models("*")
                        .option("region", "us-east-1")
                        .build();
                told.add(bedrock.dialects(channel, "anthropic.claude-x").toString());
                try {
                    bedrock.validate(channel);
                } catch (IllegalArgumentException e) {
                    told.add(e.getMessage());
                }
                try {
                    bedrock.newCall(Bedrocks.request(channel, Dialect.CLAUDE_MESSAGES, "anthropic.x", true, "{}"))
                            .execute();
                } catch (ProviderException e) {
                    told.add(e.kind() + " " + e.getMessage());
                }
            }
            return told;
        }
    }

    /** Has this module's classes anew, and none of Amazon's. */
    private static final class Without extends ClassLoader {
        Without() {
            super(WithoutAwsTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("software.amazon.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.modelrouter.providers.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known != null ? known : defined(name);
            }
        }

        private Class<?> defined(String name) throws ClassNotFoundException {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (in == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void everyProviderIsMadeAndAChannelOfBedrockNamesWhatToAdd() throws Exception {
        Callable<?> inside = (Callable<?>)
                new Without().loadClass(Inside.class.getName()).getConstructor().newInstance();
        List<String> told = new ArrayList<>();
        ((List<?>) inside.call()).forEach(line -> told.add(String.valueOf(line)));

        assertThat(told).contains("openai", "claude", "gemini", "bedrock", "demo");
        String missing = "a channel of type bedrock needs software.amazon.awssdk:auth on the class path;"
                + " there is no software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner";
        assertThat(told).contains(missing, "CREDENTIAL " + missing);
    }
}
