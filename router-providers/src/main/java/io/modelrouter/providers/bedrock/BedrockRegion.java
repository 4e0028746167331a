package io.modelrouter.providers.bedrock;

import io.modelrouter.channel.Channel;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a channel's endpoints are, and what its signatures say of it.
 *
 * @see <a href="https://docs.aws.amazon.com/general/latest/gr/bedrock.html">Bedrock endpoints</a> (2026-11)
 */
final class BedrockRegion {
    private static final Pattern REGION = Pattern.compile("[a-z]{2,3}(?:-[a-z]+)+-\\d{1,2}");
    /** Also the private endpoints, {@code vpce-...bedrock-runtime.eu-west-1.vpce.amazonaws.com}. */
    private static final Pattern IN_HOST = Pattern.compile("(?:^|\\.)bedrock-runtime(?:-fips)?\\.(" + REGION + ")\\.");

    /** Not the private endpoints, beside which there need not be one for lists. */
    private static final Pattern PUBLIC_HOST =
            Pattern.compile("bedrock-runtime(?:-fips)?\\." + REGION + "\\.amazonaws\\.com(?:\\.cn)?");

    private BedrockRegion() {}

    /**
     * The option {@code region}, or else what the base URL says.
     *
     * @throws IllegalArgumentException if the option is no region
     */
    static Optional<String> of(Channel channel) {
        Optional<String> given = channel.option("region");
        if (given.isPresent()) {
            if (!REGION.matcher(given.get()).matches()) {
                throw new IllegalArgumentException("options: 'region' must be a region of AWS such as us-east-1");
            }
            return given;
        }
        return channel.baseUrl().map(URI::getHost).flatMap(host -> {
            Matcher matcher = IN_HOST.matcher(host);
            return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
        });
    }

    /**
     * Where models are listed: the option {@code control-url}, or Bedrock's own address in the region of the runtime; nothing
     * where the base URL is another's.
     *
     * @throws IllegalArgumentException if the option is no address
     */
    static Optional<URI> control(Channel channel) {
        Optional<String> given = channel.option("control-url");
        if (given.isPresent()) {
            try {
                return Optional.of(new URI(given.get()));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException("options: 'control-url' must be an address such as"
                        + " https://bedrock.us-east-1.amazonaws.com", e);
            }
        }
        boolean own = channel.baseUrl()
                .map(URI::getHost)
                .map(host -> PUBLIC_HOST.matcher(host).matches())
                .orElse(channel.baseUrl().isEmpty());
        return own ? of(channel).map(region -> address("bedrock", region)) : Optional.empty();
    }

    private static URI address(String service, String region) {
        String suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
        return URI.create("https://" + service + "." + region + "." + suffix);
    }

    /**
     * The base URL, or else that of the region.
     *
     * @throws IllegalArgumentException if there is neither
     */
    static URI root(Channel channel) {
        return channel.baseUrl().orElseGet(() -> {
            String region = of(channel)
                    .orElseThrow(() -> new IllegalArgumentException(
                            "options: a channel of type bedrock needs 'region', such as us-east-1, or a base-url"));
            return address("bedrock-runtime", region);
        });
    }
}
