package io.modelrouter.starter.settings;

import io.modelrouter.channel.Secret;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.convert.DurationUnit;
import org.springframework.util.unit.DataSize;

/**
 * The settings under {@code model-router}, as they were written. {@link SettingsReader} checks them and makes the router's
 * own types of them. A duration without a unit is in seconds.
 *
 * @param auth who may call
 * @param store where quota, tokens, limits and records are kept
 * @param jdbc the database, for the store jdbc; without an address the context's DataSource, or an H2 file
 * @param redis the server, for the store redis; without an address the context's client
 * @param timeZone of budgets by day or month and of daily statistics
 * @param notifyAt shares of a limit that are told when an account's charges come to them
 * @param accounts of users, teams and organisations, which tokens share
 * @param channels where calls may be sent
 * @param channelsFile a YAML or JSON file with more channels, accounts, tokens and prices, watched for changes
 * @param reloadInterval how often that file is looked at; 0s for never
 * @param tokens keys of callers and what they may do
 * @param prices what models cost; an exact model goes before a pattern, a longer pattern before a shorter one
 * @param priceTable whether the prices of common models that are shipped count behind those
 * @param unpricedModels what becomes of calls for a model without a price, for tokens with a quota
 * @param defaultPrice of models without one, with unpriced-models default
 * @param groupMultipliers factor on the price by the group that lets the caller use the channel
 * @param chargeFailedPrompts whether a call pays for its prompt where an upstream began to answer and no content came
 * @param records what is remembered of ended calls
 * @param auto the models behind the name auto, best first
 * @param fallbacks for a model, the models that are tried in its place, by the cause of its failure: any,
 *     context-length or content-policy. Names of models have dots, so they are told from causes later
 * @param selection what chooses among channels of equal rank
 * @param affinity whether calls of one session find the same channel where several are equal
 * @param cooldown how long a channel rests after failures
 * @param costInUsage whether usage on the OpenAI paths carries cost and credits_remaining
 * @param quotaStatus status for a used-up quota on the OpenAI paths: 402, or 429 as OpenAI itself answers
 * @param heartbeat silence after which a stream gets a heartbeat
 * @param allowHttp whether channels may be spoken to in plain http
 * @param allowPrivateAddresses whether channels and proxies may have loopback and private addresses
 * @param allowedHosts hosts of channels and proxies that may have any address
 * @param modelShown which model name a translated answer has: the one that was requested, or the upstream's
 * @param responseMemory what is remembered for previous_response_id and item_reference
 * @param backgroundRuns how answers that are made in the background are looked after until they are charged
 * @param idempotency what is kept for repetitions of calls with an Idempotency-Key
 * @param ledgerAway what becomes of calls while the ledger cannot be reached
 * @param modelList lists of the models that callers may use
 * @param tokenCounts who counts the tokens of prompts
 * @param limits bounds on requests, answers and calls
 * @param endpoints the compatible HTTP endpoints
 */
@ConfigurationProperties(ModelRouterProperties.PREFIX)
public record ModelRouterProperties(
        @DefaultValue Auth auth,
        @DefaultValue("memory") Store store,
        @DefaultValue Jdbc jdbc,
        @DefaultValue Redis redis,
        @DefaultValue("UTC") ZoneId timeZone,
        @DefaultValue({"0.8", "1"}) List<BigDecimal> notifyAt,
        @DefaultValue List<AccountEntry> accounts,
        @DefaultValue List<ChannelEntry> channels,
        @Nullable String channelsFile,

        @DefaultValue("5s") @DurationUnit(ChronoUnit.SECONDS)
        Duration reloadInterval,

        @DefaultValue List<TokenEntry> tokens,
        @DefaultValue List<PriceEntry> prices,
        @DefaultValue("shipped") PriceTable priceTable,
        @DefaultValue("refuse") UnpricedModels unpricedModels,
        @Nullable PriceEntry defaultPrice,
        @DefaultValue Map<String, String> groupMultipliers,
        @DefaultValue("true") boolean chargeFailedPrompts,
        @DefaultValue Records records,
        @DefaultValue Auto auto,
        @DefaultValue Map<String, String> fallbacks,
        @DefaultValue("weighted") Selection selection,
        @DefaultValue("true") boolean affinity,
        @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration cooldown,
        @DefaultValue("true") boolean costInUsage,
        @DefaultValue("402") int quotaStatus,

        @DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS)
        Duration heartbeat,

        @DefaultValue("false") boolean allowHttp,
        @DefaultValue("false") boolean allowPrivateAddresses,
        @DefaultValue List<String> allowedHosts,
        @DefaultValue("requested") ModelShown modelShown,
        @DefaultValue ResponseMemory responseMemory,
        @DefaultValue BackgroundRuns backgroundRuns,
        @DefaultValue Idempotency idempotency,
        @DefaultValue("refuse") LedgerAway ledgerAway,
        @DefaultValue ModelList modelList,
        @DefaultValue TokenCounts tokenCounts,
        @DefaultValue Limits limits,
        @DefaultValue Endpoints endpoints) {

    /** The prefix of all settings. */
    public static final String PREFIX = "model-router";

    /** What becomes of calls for a model without a price, for tokens with a quota. */
    public enum UnpricedModels {
        /** They are refused. */
        REFUSE,
        /** They cost nothing. */
        FREE,
        /** They cost what default-price says. */
        DEFAULT
    }

    /** Where quota, tokens, limits and records are kept. */
    public enum Store {
        /** In this process; gone with it. */
        MEMORY,
        /** In a database, which several nodes may share. */
        JDBC,
        /** Quota and limits in Redis, which several nodes may share. */
        REDIS
    }

    /** Prices that come with the router. */
    public enum PriceTable {
        /** They count for models without a price of one's own. */
        SHIPPED,
        /** They do not count. */
        NONE
    }

    /**
     * The database.
     *
     * @param url its JDBC address; default the context's DataSource, else the H2 file ./modelrouter-data/modelrouter
     * @param username who logs in
     * @param password the word for it
     * @param migrate whether tables are made and brought up to date at the start
     */
    public record Jdbc(
            @Nullable String url,
            @Nullable String username,
            @Nullable Secret password,
            @DefaultValue("true") boolean migrate) {

        /** Nothing of the address, which may hold a password. */
        @Override
        public String toString() {
            return "Jdbc[migrate=" + migrate + "]";
        }
    }

    /**
     * The Redis server.
     *
     * @param url its address, such as redis://localhost:6379; default the context's client
     * @param keyPrefix what every key begins with
     * @param waitReplicas replicas that must have a write before it counts
     * @param waitTimeout how long they are waited for
     */
    public record Redis(
            @Nullable Secret url,
            @DefaultValue("modelrouter") String keyPrefix,
            @DefaultValue("0") int waitReplicas,

            @DefaultValue("1s") @DurationUnit(ChronoUnit.SECONDS)
            Duration waitTimeout) {}

    /**
     * Records of ended calls.
     *
     * @param enabled whether there are any
     * @param keep how long they are kept; 0s for ever
     * @param inMemory most that are kept without a database
     */
    public record Records(
            @DefaultValue("true") boolean enabled,

            @DefaultValue("30d") @DurationUnit(ChronoUnit.SECONDS)
            Duration keep,

            @DefaultValue("10000") int inMemory) {}

    /** What chooses among channels of equal rank. */
    public enum Selection {
        /** Each gets its share. */
        WEIGHTED,
        /** The one with the fewest attempts in flight. */
        LEAST_IN_FLIGHT,
        /** The one that answered fastest lately. */
        LOWEST_LATENCY,
        /** The one where the call costs least. */
        CHEAPEST
    }

    /** Which model name a translated answer has. */
    public enum ModelShown {
        /** The one that the caller asked for. */
        REQUESTED,
        /** The one that the upstream says. */
        UPSTREAM
    }

    /**
     * Earlier Responses answers that are remembered for {@code previous_response_id} and {@code item_reference}, for each
     * caller apart.
     *
     * @param maxSize bytes of requests and answers together; 0B for none
     * @param keep how long one is remembered after its last use
     */
    public record ResponseMemory(
            @DefaultValue("64MB") DataSize maxSize,

            @DefaultValue("24h") @DurationUnit(ChronoUnit.SECONDS)
            Duration keep) {}

    /**
     * Answers that are made in the background ({@code "background":true}) and are charged when they are done.
     *
     * @param pollFirst how long after its call the upstream is asked for the first time; each pause is twice the one before
     * @param pollLongest the longest pause
     * @param maxAge how long one may take before it is charged by what is known of it
     * @param maxOpen those that may be open at the same time; further ones are charged at once, by their prompt
     */
    public record BackgroundRuns(
            @DefaultValue("2s") @DurationUnit(ChronoUnit.SECONDS)
            Duration pollFirst,

            @DefaultValue("1m") @DurationUnit(ChronoUnit.SECONDS)
            Duration pollLongest,

            @DefaultValue("6h") @DurationUnit(ChronoUnit.SECONDS)
            Duration maxAge,

            @DefaultValue("10000") int maxOpen) {}

    /**
     * Whole answers of calls with an {@code Idempotency-Key}, which this node gives again where such a call is repeated.
     *
     * @param maxSize bytes of the answers together; 0B for none
     * @param keep how long after its call one is kept
     */
    public record Idempotency(
            @DefaultValue("32MB") DataSize maxSize,

            @DefaultValue("24h") @DurationUnit(ChronoUnit.SECONDS)
            Duration keep) {}

    /** What becomes of calls while the ledger cannot be reached. */
    public enum LedgerAway {
        /** They are refused. */
        REFUSE,
        /** Those go out without a hold whose accounts had no limit; they are charged when it is back. */
        ADMIT_UNLIMITED
    }

    /**
     * Lists of the models that callers may use.
     *
     * @param refresh how old an upstream's own list may become, by which wildcards are listed; 0s: no upstream is asked
     */
    public record ModelList(
            @DefaultValue("10m") @DurationUnit(ChronoUnit.SECONDS)
            Duration refresh) {}

    /**
     * Who counts the tokens of prompts.
     *
     * @param upstream whether upstreams are asked; else every count is an estimate
     * @param timeout how long they may take, all together
     */
    public record TokenCounts(
            @DefaultValue("true") boolean upstream,

            @DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS)
            Duration timeout) {}

    /**
     * Who may call.
     *
     * @param required whether a call needs a known key; without it calls without a key are the anonymous account
     * @param principal whether who logged in to the host, without a key, is the token of that name
     * @param maxFailuresPerMinute refused keys in a minute from one address, before it has to wait; 0 for no limit
     */
    public record Auth(
            @DefaultValue("true") boolean required,
            @DefaultValue("false") boolean principal,
            @DefaultValue("30") int maxFailuresPerMinute) {}

    /**
     * One place where calls may be sent.
     *
     * @param name unique; letters, digits, dot, underscore and hyphen
     * @param type the provider, such as openai, claude, gemini or demo
     * @param baseUrl where it is, with or without /v1; default the provider's own address
     * @param apiKeys its keys, used in turn
     * @param models what it serves: exact names, or patterns with a star
     * @param modelMapping requested name to upstream name; a star on the right takes what the star on the left stood for
     * @param dialects what it speaks; default by type
     * @param enabled the operator's switch
     * @param priority higher is tried first
     * @param weight share inside one priority
     * @param multiplier factor on the price
     * @param groups only tokens of one of these groups may use it
     * @param tags words by which callers can narrow their calls
     * @param overrides members of every upstream body that are set: path with dots to JSON, or to text
     * @param proxy http or socks5 address with optional user and password
     * @param headers headers added to every upstream request
     * @param options what the channel's type alone knows, such as {@code api-version} or {@code region}
     * @param timeouts how long the parts of an exchange may take
     * @param cooldown how long it rests after failures; 0s for never
     */
    public record ChannelEntry(
            @Nullable String name,
            @Nullable String type,
            @Nullable String baseUrl,
            @DefaultValue List<Secret> apiKeys,
            @DefaultValue List<String> models,
            @DefaultValue Map<String, String> modelMapping,
            @DefaultValue List<String> dialects,
            @DefaultValue("true") boolean enabled,
            @DefaultValue("0") int priority,
            @DefaultValue("1") int weight,
            @DefaultValue("1.0") BigDecimal multiplier,
            @DefaultValue("default") List<String> groups,
            @DefaultValue List<String> tags,
            @DefaultValue Map<String, String> overrides,
            @Nullable Secret proxy,
            @DefaultValue Map<String, String> headers,
            @DefaultValue Map<String, String> options,
            @DefaultValue TimeoutsEntry timeouts,
            @Nullable @DurationUnit(ChronoUnit.SECONDS) Duration cooldown) {

        /** Name and type alone: addresses and headers may hold secrets. */
        @Override
        public String toString() {
            return "ChannelEntry[name=" + name + ", type=" + type + "]";
        }
    }

    /**
     * How long the parts of an exchange may take.
     *
     * @param connect DNS, TCP and TLS
     * @param firstByte from the end of the request to the first byte of a streamed answer
     * @param idle silence between two bytes of a stream
     * @param total the whole exchange that is not streamed
     * @param streamTotal the whole stream
     * @param write one blocked write
     */
    public record TimeoutsEntry(
            @DefaultValue("10s") @DurationUnit(ChronoUnit.SECONDS)
            Duration connect,

            @DefaultValue("60s") @DurationUnit(ChronoUnit.SECONDS)
            Duration firstByte,

            @DefaultValue("120s") @DurationUnit(ChronoUnit.SECONDS)
            Duration idle,

            @DefaultValue("600s") @DurationUnit(ChronoUnit.SECONDS)
            Duration total,

            @DefaultValue("900s") @DurationUnit(ChronoUnit.SECONDS)
            Duration streamTotal,

            @DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS)
            Duration write) {}

    /**
     * What the model name auto stands for.
     *
     * @param models real models, best first
     */
    public record Auto(@DefaultValue List<String> models) {}

    /**
     * Bounds on requests, answers and calls.
     *
     * @param maxRequestBody bytes of a request's body
     * @param maxUpload bytes of a form with files
     * @param maxAnswerBody bytes of an upstream's whole answer
     * @param maxErrorBody bytes of an upstream's error answer that are read
     * @param maxEvent bytes of one event of a stream
     * @param maxStream bytes of a whole stream
     * @param maxAttempts upstream attempts of one call
     * @param maxHops routers a call may have come through
     * @param maxInFlight calls at the same time
     * @param maxInFlightPerToken calls of one token at the same time
     * @param maxInFlightPerChannel calls that one channel has at the same time
     * @param maxOutputTokens output tokens to hold quota for where the request names none
     * @param holdTime how long a hold on quota lasts unless it is renewed
     * @param stalledClient how long a write to a client may block
     */
    public record Limits(
            @DefaultValue("32MB") DataSize maxRequestBody,
            @DefaultValue("64MB") DataSize maxUpload,
            @DefaultValue("64MB") DataSize maxAnswerBody,
            @DefaultValue("64KB") DataSize maxErrorBody,
            @DefaultValue("32MB") DataSize maxEvent,
            @DefaultValue("256MB") DataSize maxStream,
            @DefaultValue("3") int maxAttempts,
            @DefaultValue("3") int maxHops,
            @DefaultValue("512") int maxInFlight,
            @DefaultValue("64") int maxInFlightPerToken,
            @DefaultValue("200") int maxInFlightPerChannel,
            @DefaultValue("4096") int maxOutputTokens,

            @DefaultValue("10m") @DurationUnit(ChronoUnit.SECONDS)
            Duration holdTime,

            @DefaultValue("30s") @DurationUnit(ChronoUnit.SECONDS)
            Duration stalledClient) {}

    /**
     * The compatible HTTP endpoints and where they are. An empty path leaves its endpoints out.
     *
     * @param enabled whether there are any
     * @param openai path of the OpenAI endpoints, also of the Claude and Gemini ones that share it
     * @param claude path of the Claude endpoints alone
     * @param gemini path of the Gemini endpoints alone; a version follows it, as in /gemini/v1beta
     * @param geminiV1beta path of the Gemini endpoints without a prefix of their own
     */
    public record Endpoints(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("/v1") String openai,
            @DefaultValue("/claude/v1") String claude,
            @DefaultValue("/gemini") String gemini,
            @DefaultValue("/v1beta") String geminiV1beta) {}
}
