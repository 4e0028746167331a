package io.modelrouter.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The size of a picture")
class ImageSizeTest {

    private static ImageSize size(byte[] file) {
        char[] text = ("??" + Base64.getEncoder().encodeToString(file)).toCharArray();
        return ImageSize.ofBase64(text, 2, text.length - 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "jpg", "gif"})
    @DisplayName("stands in its first bytes")
    void written(String format) throws IOException {
        BufferedImage image = new BufferedImage(321, 123, BufferedImage.TYPE_INT_RGB);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ImageIO.write(image, format, out);

        assertThat(size(out.toByteArray())).isEqualTo(new ImageSize(321, 123));
    }

    @Test
    @DisplayName("is read from each of the three kinds of WebP")
    void webp() {
        String lossy = "52494646" + "24000000" + "57454250" + "56503820" + "18000000" + "3001009d012a" + "40017b00"
                + "00".repeat(8);
        String lossless =
                "52494646" + "24000000" + "57454250" + "5650384c" + "18000000" + "2f" + "40811e00" + "00".repeat(8);
        String extended = "52494646" + "24000000" + "57454250" + "56503858" + "0a000000" + "00000000" + "400100"
                + "7a0000" + "00".repeat(8);

        assertThat(size(HexFormat.of().parseHex(lossy))).isEqualTo(new ImageSize(320, 123));
        assertThat(size(HexFormat.of().parseHex(lossless))).isEqualTo(new ImageSize(321, 123));
        assertThat(size(HexFormat.of().parseHex(extended))).isEqualTo(new ImageSize(321, 123));
    }

    @Test
    @DisplayName("of garbage is unknown, and no failure")
    void garbage() {
        Random random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            byte[] file = new byte[random.nextInt(200)];
            random.nextBytes(file);
            if (file.length > 2 && i % 2 == 0) {
                file[0] = (byte) 0xff;
                file[1] = (byte) 0xd8;
                file[2] = (byte) 0xff;
            }
            ImageSize size = size(file);
            assertThat(size == null || size.width() > 0 && size.height() > 0).isTrue();
        }
        assertThat(size(new byte[0])).isNull();
        assertThat(ImageSize.ofBase64("\u4f60!!!\n not base64".toCharArray(), 0, 10))
                .isNull();
    }
}
