package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.ReservationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The queue of settled reservations")
class TerminalQueueTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("keeps its order when any of them is taken out")
    void order(long seed) {
        Random random = new Random(seed);
        TerminalQueue queue = new TerminalQueue();
        List<Reservation> expected = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            if (expected.isEmpty() || random.nextInt(10) < 6) {
                Reservation settled = Reservation.tombstone(new ReservationId("r" + i));
                queue.add(settled);
                expected.add(settled);
            } else {
                queue.remove(expected.remove(random.nextInt(expected.size())));
            }
            assertThat(queue.size()).isEqualTo(expected.size());
            assertThat(queue.oldest()).isSameAs(expected.isEmpty() ? null : expected.get(0));
        }
        for (Reservation next : expected) {
            assertThat(queue.oldest()).isSameAs(next);
            queue.remove(next);
        }
        assertThat(queue.oldest()).isNull();
    }
}
