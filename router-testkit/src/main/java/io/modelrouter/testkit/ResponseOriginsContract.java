package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link ResponseOrigins} must do. Extend it and say how yours is made. */
public abstract class ResponseOriginsContract {
    private static final Duration DAY = Duration.ofDays(1);
    private static final ResponseOrigin FIRST = new ResponseOrigin("gpt-4o", "first");
    private static final ResponseOrigin SECOND = new ResponseOrigin("gpt-4o-mini", "second");

    private ManualClock clock = new ManualClock();
    private ResponseOrigins origins = ResponseOrigins.NONE;

    /** An empty one, on this clock. */
    protected abstract ResponseOrigins newOrigins(ManualClock clock);

    @BeforeEach
    void open() {
        clock = new ManualClock();
        origins = newOrigins(clock);
    }

    @Test
    @DisplayName("an answer is found by the caller who has it and by nobody else")
    void isItsCallersOwn() {
        origins.put("team", "resp_1", FIRST, DAY);

        assertThat(origins.find("team", "resp_1")).contains(FIRST);
        assertThat(origins.find("team", "RESP_1")).isEmpty();
        assertThat(origins.find("Team", "resp_1")).isEmpty();
        assertThat(origins.find("other", "resp_1")).isEmpty();
    }

    @Test
    @DisplayName("two callers may have answers of the same id")
    void sameIdTwice() {
        origins.put("team", "resp_1", FIRST, DAY);
        origins.put("other", "resp_1", SECOND, DAY);

        assertThat(origins.find("team", "resp_1")).contains(FIRST);
        assertThat(origins.find("other", "resp_1")).contains(SECOND);
    }

    @Test
    @DisplayName("what is put again counts")
    void replaced() {
        origins.put("team", "resp_1", FIRST, DAY);
        origins.put("team", "resp_1", SECOND, DAY);

        assertThat(origins.find("team", "resp_1")).contains(SECOND);
    }

    @Test
    @DisplayName("what is forgotten is not found, and may be forgotten again")
    void forgotten() {
        origins.put("team", "resp_1", FIRST, DAY);
        origins.put("team", "resp_2", SECOND, DAY);
        origins.forget("team", "resp_1");
        origins.forget("team", "resp_1");
        origins.forget("other", "resp_2");

        assertThat(origins.find("team", "resp_1")).isEmpty();
        assertThat(origins.find("team", "resp_2")).contains(SECOND);
    }

    @Test
    @DisplayName("nothing is found when its time is over")
    void expired() {
        origins.put("team", "resp_1", FIRST, Duration.ofMinutes(1));
        origins.put("team", "resp_2", SECOND, Duration.ofMinutes(3));
        clock.advance(Duration.ofMinutes(2));

        assertThat(origins.find("team", "resp_1")).isEmpty();
        assertThat(origins.find("team", "resp_2")).contains(SECOND);
    }

    @Test
    @DisplayName("texts of 256 characters of any script are kept")
    void longTexts() {
        String longest = "ä\"'%_".repeat(51) + "z";
        ResponseOrigin origin = new ResponseOrigin(longest, longest);
        origins.put(longest, longest, origin, DAY);

        assertThat(origins.find(longest, longest)).contains(origin);
    }
}
