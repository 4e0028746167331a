package io.modelrouter.providers.demo;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A provider that needs no key and no network, for trying out and for tests: channel type {@code demo}. It answers all
 * dialects in the shape of their vendors, whole and as streams, so that official SDKs take its answers for the vendor's.
 *
 * <p>It says a few deterministic sentences that quote the last user text. It answers JSON that fits the schema when the
 * request asks for structured output or the last user text holds a JSON schema, thinks when the request asks for reasoning, calls a tool when tools are offered
 * (the forced one, else one named in the user's text, else the first; two if the text has the word "parallel" and that is
 * allowed) and, once the tool's result is there, quotes it. Token limits, stop sequences and the number of choices are
 * kept; what is said costs roughly a token for every six characters.
 *
 * <p>A whole answer of the Responses dialect that is asked for in the background is queued, and can be retrieved, cancelled
 * and deleted; it is done after the time that 100 pieces of a stream take. Other answers are not kept.
 *
 * <p>Embeddings are vectors of length 1 that depend on the words of a text alone, in 1536 dimensions unless the request says
 * another number.
 *
 * <p>Any model name works. Some words in it, set off by anything but letters and digits, make it behave otherwise:
 *
 * <ul>
 *   <li>{@code error-429}, {@code error-500}, {@code error-401} and every other {@code error-4xx} and {@code error-5xx}:
 *       that HTTP status in the vendor's error shape, a 429 with {@code retry-after: 1};
 *   <li>{@code cut}: a stream ends in the middle, without its end mark; a whole answer is not touched;
 *   <li>{@code slow}: ten times the pace.
 * </ul>
 *
 * <p>Thread-safe. Waiting ends at once when the call is cancelled, its answer closed, or the call's deadline reached.
 */
public final class DemoClient implements ProviderClient {
    private static final String TYPE = "demo";
    private static final int SLOW_FACTOR = 10;
    private static final Pattern ERROR = Pattern.compile("(?<![a-z0-9])error-([45][0-9]{2})(?![a-z0-9])");
    private static final Pattern CUT = Pattern.compile("(?<![a-z0-9])cut(?![a-z0-9])");
    private static final Pattern SLOW = Pattern.compile("(?<![a-z0-9])slow(?![a-z0-9])");

    private final Pace pace;
    private final InstantSource clock;
    private final DemoPause.Sleeper sleeper;
    private final LongSupplier seeds;
    private final DemoRuns runs = new DemoRuns();
    private final Map<Dialect, DemoDialect> dialects = new EnumMap<>(Map.of(
            Dialect.OPENAI_CHAT, new DemoOpenAiChat(),
            Dialect.OPENAI_RESPONSES, new DemoResponses(),
            Dialect.CLAUDE_MESSAGES, new DemoClaude(),
            Dialect.GEMINI_GENERATE, new DemoGemini(),
            Dialect.OPENAI_EMBEDDINGS, new DemoOpenAiEmbeddings(),
            Dialect.GEMINI_EMBED, new DemoGeminiEmbed(new DemoGemini()),
            Dialect.OPENAI_MODERATIONS, new DemoMedia(DemoMedia.Kind.MODERATIONS),
            Dialect.OPENAI_IMAGES, new DemoMedia(DemoMedia.Kind.IMAGES),
            Dialect.OPENAI_AUDIO, new DemoMedia(DemoMedia.Kind.AUDIO)));

    /** Speaks at {@link Pace#REALISTIC}. */
    public DemoClient() {
        this(Pace.REALISTIC);
    }

    public DemoClient(Pace pace) {
        this(
                pace,
                InstantSource.system(),
                Condition::awaitNanos,
                () -> ThreadLocalRandom.current().nextLong());
    }

    /**
     * @param clock for the created times of answers
     * @param sleeper passes the pauses
     * @param seeds one for each exchange; identifiers are drawn from it
     */
    DemoClient(Pace pace, InstantSource clock, DemoPause.Sleeper sleeper, LongSupplier seeds) {
        this.pace = Objects.requireNonNull(pace, "pace");
        this.clock = clock;
        this.sleeper = sleeper;
        this.seeds = seeds;
    }

    /** One that never waits, for tests. */
    public static DemoClient instant() {
        return new DemoClient(Pace.INSTANT);
    }

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public Set<Dialect> dialects() {
        return EnumSet.copyOf(dialects.keySet());
    }

    @Override
    public ProviderCall newCall(ProviderRequest request) {
        String model = request.model().toLowerCase(Locale.ROOT);
        Pace own = SLOW.matcher(model).find() ? pace.slower(SLOW_FACTOR) : pace;
        return new DemoCall(() -> reply(request, model, own), own, new DemoPause(sleeper, request.deadline()));
    }

    private DemoReply reply(ProviderRequest request, String lowerCaseModel, Pace own) {
        DemoDialect dialect = Objects.requireNonNull(dialects.get(request.dialect()), "dialect");
        DemoIds ids = new DemoIds(seeds.getAsLong());
        try {
            Matcher error = ERROR.matcher(lowerCaseModel);
            if (error.find()) {
                throw DemoRefusal.ofStatus(Integer.parseInt(error.group(1)));
            }
            if (request.dialect() == Dialect.OPENAI_RESPONSES
                    && !request.operation().isEmpty()) {
                if (!request.operation().startsWith("resp_")) {
                    throw DemoRefusal.ofStatus(404);
                }
                return runs.about(request.method(), request.operation(), clock.instant(), ids);
            }
            byte[] bytes = request.body().toBytes();
            boolean json = request.body().contentType().startsWith("application/json");
            ObjectNode body = json ? DemoJson.readObject(bytes) : DemoJson.object();
            boolean cut = CUT.matcher(lowerCaseModel).find();
            DemoReply reply = dialect.answer(
                    body,
                    new DemoDialect.Setting(request.model(), request.stream(), request.sseFraming(), cut, ids, clock));
            boolean background = request.dialect() == Dialect.OPENAI_RESPONSES
                    && body.path("background").booleanValue(false)
                    && !body.path("stream").booleanValue(false);
            return background
                    ? runs.begin(
                            DemoJson.readObject(reply.frames().next().text().getBytes(StandardCharsets.UTF_8)),
                            clock.instant(),
                            own,
                            ids)
                    : reply;
        } catch (DemoRefusal refusal) {
            return dialect.refuse(refusal, ids);
        }
    }

    /** Names to try, since any will do. */
    @Override
    public Optional<List<String>> models(Channel channel, @Nullable Secret key) {
        return Optional.of(List.of("demo", "demo-cut", "demo-error-429", "demo-error-500", "demo-slow"));
    }
}
