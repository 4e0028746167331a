package io.modelrouter.starter.settings;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * An account that tokens share, as it was written.
 *
 * @param id such as team:search
 * @param quota credits (USD) it may spend, or set unlimited
 * @param unlimited whether it may spend without bound
 * @param budgets what it may spend within a day, a month or some hours, beside its quota
 */
public record AccountEntry(
        @Nullable String id,
        @Nullable BigDecimal quota,
        @DefaultValue("false") boolean unlimited,
        @DefaultValue List<BudgetEntry> budgets) {}
