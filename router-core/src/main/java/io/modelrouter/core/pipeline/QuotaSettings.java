package io.modelrouter.core.pipeline;

import io.modelrouter.core.quota.GroupMultipliers;
import io.modelrouter.core.quota.Unpriced;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.Price;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How calls are held, priced and charged. Made by {@link RouterSettingsBuilder}.
 *
 * @param holdTime how long a hold lasts unless renewed, which happens at a third of it; default 10 min (R1.8)
 * @param defaultMaxOutput output tokens to hold for where the request names none; default 4096 (R1.9)
 * @param unpriced what becomes of calls for models without a price; default {@link Unpriced#REFUSE}
 * @param defaultPrice the price of models that have none, with {@link Unpriced#DEFAULT}; else null
 * @param groupMultipliers what groups multiply prices with; default nothing
 * @param notifyAt shares of a limit at which {@link RouterListener#quotaThreshold} is told; default 0.8 and 1, ascending
 * @param chargeFailedPrompts whether a call is charged for its prompt where an upstream had begun to answer and failed, or the
 *     caller left, before any content; default true
 * @param costInUsage whether OpenAI answers carry {@code usage.cost} and {@code credits_remaining}; default true
 * @param admitUnlimited whether calls go out without a hold while the ledger is away, where the accounts that pay had no limit
 *     and no budget when it was last heard of; default false (R1.10)
 */
public record QuotaSettings(
        Duration holdTime,
        int defaultMaxOutput,
        Unpriced unpriced,
        @Nullable Price defaultPrice,
        GroupMultipliers groupMultipliers,
        List<BigDecimal> notifyAt,
        boolean chargeFailedPrompts,
        boolean costInUsage,
        boolean admitUnlimited) {}
