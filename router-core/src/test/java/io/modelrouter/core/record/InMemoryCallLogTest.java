package io.modelrouter.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountId;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The log in memory")
class InMemoryCallLogTest {

    private static CallRecord call(int number, int day, String model) {
        return CallRecord.builder(
                        "call_" + number,
                        Calls.NOON.plus(Duration.ofDays(day)).plusMillis(number),
                        model,
                        Dialect.OPENAI_CHAT)
                .token("t")
                .accounts(List.of(new AccountId("a")))
                .build();
    }

    @Test
    @DisplayName("keeps the newest records and the sums of all")
    void newest() {
        InMemoryCallLog log = new InMemoryCallLog(ZoneOffset.UTC, 3);
        for (int i = 0; i < 10; i++) {
            log.write(call(i, 0, "m"));
        }
        log.write(call(-1, 0, "m"));

        assertThat(log.calls(CallFilter.everybody(), null, 10).records())
                .extracting(CallRecord::id)
                .containsExactly("call_9", "call_8", "call_7");
        assertThat(log.daily(CallFilter.everybody(), List.of()))
                .extracting(DailyUsage::calls)
                .containsExactly(11L);
    }

    @Test
    @DisplayName("lets whole days go, the oldest first, when daily rows do not fit")
    void oldestDaysGo() {
        InMemoryCallLog log = new InMemoryCallLog(ZoneOffset.UTC, 100, 4);
        log.write(call(1, 0, "m"));
        log.write(call(2, 1, "m"));
        log.write(call(3, 2, "m"));

        assertThat(log.daily(CallFilter.everybody(), List.of()))
                .extracting(sum -> sum.date().toString())
                .containsExactly("2026-03-11", "2026-03-12");
    }

    @Test
    @DisplayName("counts further models of a day as others when its rows are full, and takes them back from there")
    void otherModels() {
        InMemoryCallLog log = new InMemoryCallLog(ZoneOffset.UTC, 100, 4);
        for (int i = 0; i < 50; i++) {
            log.write(call(i, 0, "made-up-" + i));
        }
        log.write(call(49, 0, "made-up-49"));

        assertThat(log.daily(CallFilter.everybody(), List.of(DailyGroup.MODEL)))
                .extracting(sum -> sum.model() + "=" + sum.calls())
                .containsExactly("made-up-0=1", "made-up-1=1", "other=48");
        assertThat(log.daily(CallFilter.ofAccount(new AccountId("a")), List.of()))
                .extracting(DailyUsage::calls)
                .containsExactly(50L);
    }

    @Test
    @DisplayName("refuses to keep nothing")
    void atLeastOne() {
        assertThatThrownBy(() -> new InMemoryCallLog(ZoneOffset.UTC, 0)).hasMessageContaining("maxRecords");
    }
}
