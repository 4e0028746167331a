package io.modelrouter.quota;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link Price#toString} writes, and nothing else: each word once, single spaces between them. */
final class PriceText {
    /** Every text that a price writes is shorter, unless it has hundreds of tiers. */
    private static final int LONGEST = 16_384;

    private static final Pattern WORD = Pattern.compile(
            "(?:([a-z-]{1,32})=([0-9]{1,7}(?:\\.[0-9]{1,18})?)|above-([0-9]{1,18})\\(([^()]*)\\))(?: |$)");

    private PriceText() {}

    static Price parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a price has at most " + LONGEST + " characters");
        }
        Price.Builder price = new Price.Builder();
        Set<String> words = new HashSet<>();
        Matcher word = WORD.matcher(text);
        int end = 0;
        while (end < text.length()) {
            word.region(end, text.length());
            if (!word.lookingAt()) {
                throw new IllegalArgumentException("not a price from character " + end + " on");
            }
            end = word.end();
            if (word.group(3) != null) {
                price.above(Long.parseLong(word.group(3)), parse(word.group(4)));
                continue;
            }
            if (!words.add(word.group(1))) {
                throw new IllegalArgumentException("the price has " + word.group(1) + " twice");
            }
            set(price, word.group(1), new BigDecimal(word.group(2)));
        }
        return price.build();
    }

    private static void set(Price.Builder price, String label, BigDecimal number) {
        if (label.equals("per-call")) {
            price.perCall(number);
        } else if (label.equals("multiplier")) {
            price.multiplier(number);
        } else if (label.equals("max-output")) {
            price.maxOutput(tokens(number));
        } else {
            price.rate(rate(label), number);
        }
    }

    private static int tokens(BigDecimal number) {
        try {
            return number.intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("max-output must be a whole number of tokens", e);
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
