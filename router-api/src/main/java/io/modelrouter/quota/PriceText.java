package io.modelrouter.quota;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link Price#toString} writes. */
final class PriceText {
    private static final Pattern WORD =
            Pattern.compile("\\G\\s*(?:([a-z-]+)=([0-9]+(?:\\.[0-9]+)?)|above-([0-9]{1,18})\\(([^()]*)\\))\\s*");

    private PriceText() {}

    static Price parse(String text) {
        Price.Builder price = new Price.Builder();
        Matcher word = WORD.matcher(text);
        int end = 0;
        while (end < text.length() && word.find()) {
            end = word.end();
            if (word.group(3) == null) {
                set(price, word.group(1), new BigDecimal(word.group(2)));
            } else {
                price.above(Long.parseLong(word.group(3)), parse(word.group(4)));
            }
        }
        if (end < text.length()) {
            throw new IllegalArgumentException("not a price: " + text);
        }
        return price.build();
    }

    private static void set(Price.Builder price, String label, BigDecimal number) {
        if (label.equals("per-call")) {
            price.perCall(number);
        } else if (label.equals("multiplier")) {
            price.multiplier(number);
        } else {
            price.rate(rate(label), number);
        }
    }

    private static Price.Rate rate(String label) {
        for (Price.Rate rate : Price.Rate.values()) {
            if (rate.label().equals(label)) {
                return rate;
            }
        }
        throw new IllegalArgumentException("no rate is named " + label);
    }
}
