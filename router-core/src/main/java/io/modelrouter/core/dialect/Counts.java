package io.modelrouter.core.dialect;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;

/**
 * Reads token counts that others report and believes no more than can be true: a count is a whole number from 0 to 2^40
 * ({@code 12.0} is whole). Anything else is ignored and remembered in {@link #suspect}. Null and absent are 0 and say
 * nothing. Not thread-safe.
 */
public final class Counts {
    /** No answer has more tokens: 2^40. */
    public static final long MAX = 1L << 40;

    private static final BigDecimal MAX_DECIMAL = BigDecimal.valueOf(MAX);

    private boolean suspect;
    private boolean reported;

    /** Whether a count was negative, fractional, too large, or no number. */
    public boolean suspect() {
        return suspect;
    }

    /** Whether {@link #largest} or {@link #last} met a number, believable or not. */
    public boolean reported() {
        return reported;
    }

    /** The larger of a count that is known and the one at the parser's current value. */
    public long largest(long known, JsonParser parser) {
        reported |= parser.currentToken().isNumeric();
        return Math.max(known, read(parser));
    }

    /** The count at the parser's current value; the one that is known where that says nothing. */
    public long last(long known, JsonParser parser) {
        reported |= parser.currentToken().isNumeric();
        long told = read(parser);
        return told > 0 ? told : known;
    }

    /** The count at the parser's current value; 0 if it is null or not believable. */
    public long read(JsonParser parser) {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT) {
            return believe(parser.getIntValue());
        }
        if (token.isNumeric()) {
            return believe(parser.getDecimalValue());
        }
        parser.skipChildren();
        suspect |= token != JsonToken.VALUE_NULL;
        return 0;
    }

    /** The count in a tree node; 0 if it is absent, null or not believable. */
    public long read(@Nullable JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return 0;
        }
        if (node.isNumber()) {
            return believe(node.decimalValue());
        }
        return refuse();
    }

    private long believe(BigDecimal count) {
        // Compared first: longValueExact on 1e1000000000 would build the number.
        if (count.signum() < 0 || count.compareTo(MAX_DECIMAL) > 0) {
            return refuse();
        }
        if (count.signum() == 0) {
            return 0;
        }
        if (count.precision() - count.scale() <= 0 || count.stripTrailingZeros().scale() > 0) {
            return refuse();
        }
        return count.longValueExact();
    }

    private long believe(long count) {
        return count < 0 || count > MAX ? refuse() : count;
    }

    private long refuse() {
        suspect = true;
        return 0;
    }
}
