package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The id of a tool call")
@Tag("clients-4")
class CallIdNamesTest {

    @Test
    void stays_where_it_fits() {
        assertThat(new CallIdNames(64).written("toolu_01A-b")).isEqualTo("toolu_01A-b");
    }

    @Test
    void is_the_same_for_a_call_and_its_result() {
        CallIdNames ids = new CallIdNames(40);

        assertThat(ids.written("call:1/ä")).isEqualTo(ids.written("call:1/ä")).matches("[a-zA-Z0-9_-]{1,40}");
    }

    @Test
    void stays_apart_from_every_other() {
        CallIdNames ids = new CallIdNames(20);
        Set<String> written = new HashSet<>();
        for (String id : new String[] {"a.b", "a:b", "a_b", "", "_", "x".repeat(30), "x".repeat(31)}) {
            String name = ids.written(id);
            assertThat(name).matches("[a-zA-Z0-9_-]{1,20}");
            assertThat(written.add(name)).as(id).isTrue();
        }
    }
}
