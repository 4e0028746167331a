package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.MediaSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An address of media")
class DataUrlTest {

    @Test
    void with_the_content_in_it_is_content() {
        assertThat(DataUrl.read("data:image/png;base64,AAEC")).isEqualTo(new MediaSource.Inline("image/png", "AAEC"));
        assertThat(DataUrl.read("data:;base64,AAEC")).isEqualTo(new MediaSource.Inline(null, "AAEC"));
        assertThat(DataUrl.read("DATA:text/plain;charset=utf-8,a%20b+c"))
                .isEqualTo(new MediaSource.Inline("text/plain", "YSBiK2M="));
    }

    @Test
    void of_a_place_stays_one() {
        assertThat(DataUrl.read("https://example.com/a.png"))
                .isEqualTo(new MediaSource.Address(null, "https://example.com/a.png"));
    }

    @Test
    void is_written_with_its_type() {
        assertThat(DataUrl.write("image/png", "AAEC")).isEqualTo("data:image/png;base64,AAEC");
        assertThat(DataUrl.write(null, "AAEC")).isEqualTo("data:application/octet-stream;base64,AAEC");
    }
}
