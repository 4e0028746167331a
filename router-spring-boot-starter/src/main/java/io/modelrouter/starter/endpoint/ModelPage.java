package io.modelrouter.starter.endpoint;

import io.modelrouter.ModelInfo;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list of models. Places in the list are names, so that a page goes on rightly where models came or went since
 * the page before.
 *
 * @param models sorted by name
 * @param more whether there are more behind it, or before it where it was read backwards
 */
record ModelPage(List<ModelInfo> models, boolean more) {
    /** Both vendors' most. Theirs without a number are 20 and 50; clients that never turn a page shall see everything. */
    private static final int MOST = 1000;

    /**
     * By {@code limit}, {@code before_id} and {@code after_id}.
     *
     * @throws RouterException INVALID_REQUEST
     */
    static ModelPage claude(
            Supplier<List<ModelInfo>> models, @Nullable String limit, @Nullable String before, @Nullable String after) {
        int size = number("limit", limit, 1);
        if (size > MOST) {
            throw invalid("limit", "limit must be from 1 to " + MOST);
        }
        if (before != null && after != null) {
            throw invalid("before_id", "before_id and after_id exclude each other");
        }
        if (before == null) {
            return first(models.get(), after == null ? model -> true : model -> isAfter(model, after), size);
        }
        List<ModelInfo> left = models.get().stream()
                .filter(model -> model.id().compareTo(before) < 0)
                .toList();
        int from = Math.max(0, left.size() - size);
        return new ModelPage(left.subList(from, left.size()), from > 0);
    }

    /**
     * By {@code pageSize} and {@code pageToken}. A larger size than the most is taken for the most, and 0 for none.
     *
     * @throws RouterException INVALID_REQUEST
     */
    static ModelPage gemini(Supplier<List<ModelInfo>> models, @Nullable String size, @Nullable String token) {
        int most = number("pageSize", size, 0);
        String after = token == null || token.isEmpty() ? null : decoded(token);
        return first(
                models.get(),
                after == null ? model -> true : model -> isAfter(model, after),
                most == 0 ? MOST : Math.min(most, MOST));
    }

    private static ModelPage first(List<ModelInfo> models, Predicate<ModelInfo> test, int size) {
        List<ModelInfo> left = models.stream().filter(test).toList();
        return new ModelPage(left.subList(0, Math.min(size, left.size())), left.size() > size);
    }

    private static boolean isAfter(ModelInfo model, String id) {
        return model.id().compareTo(id) > 0;
    }

    /** Where the next page of Gemini's begins. */
    String nextToken() {
        String last = models.get(models.size() - 1).id();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(last.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("pageToken", "pageToken is none that this list has given");
        }
    }

    private static int number(String name, @Nullable String text, int least) {
        if (text == null || text.isEmpty()) {
            return MOST;
        }
        try {
            long number = Long.parseLong(text);
            if (number >= least) {
                return (int) Math.min(number, Integer.MAX_VALUE);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw invalid(name, name + " must be a whole number from " + least);
    }

    private static RouterException invalid(String param, String message) {
        return RouterException.of(RouterErrorCode.INVALID_REQUEST, message)
                .param(param)
                .build();
    }
}
