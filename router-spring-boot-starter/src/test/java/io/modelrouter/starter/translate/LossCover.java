package io.modelrouter.starter.translate;

import io.modelrouter.chat.Loss;
import java.util.List;
import java.util.Optional;

/** Which differences a list of losses accounts for. */
final class LossCover {
    private final List<Loss> losses;

    LossCover(List<Loss> losses) {
        this.losses = losses;
    }

    /** The worst loss of the piece at that path or of one that holds it. */
    Optional<Loss> of(String path) {
        return worst(loss -> isAt(path, loss.field()));
    }

    /** As {@link #of}, or of anything inside the piece: for what is said of it beside its content. */
    boolean near(String path) {
        return losses.stream().anyMatch(loss -> isAt(path, loss.field()) || isAt(loss.field(), path));
    }

    /** Whether a member of this name is named anywhere. */
    boolean anywhere(String... words) {
        for (Loss loss : losses) {
            for (String word : words) {
                if (loss.field().endsWith(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    boolean anyApproximated() {
        return losses.stream().anyMatch(loss -> loss.severity() == Loss.Severity.APPROXIMATED);
    }

    private Optional<Loss> worst(java.util.function.Predicate<Loss> which) {
        return losses.stream().filter(which).max(java.util.Comparator.comparing(Loss::severity));
    }

    private static boolean isAt(String path, String field) {
        return path.equals(field) || path.startsWith(field + ".");
    }
}
