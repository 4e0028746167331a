package io.modelrouter.testkit.bank;

import java.util.List;

/**
 * How a run of the bank ended.
 *
 * @param operations how many operations were answered
 * @param kills how many processes were killed, servers too
 * @param violations what was wrong; empty is what everybody hopes for
 */
public record BankReport(long operations, int kills, List<String> violations) {
    public BankReport {
        violations = List.copyOf(violations);
    }

    /** The last line that a run prints. */
    @Override
    public String toString() {
        return "operations=" + operations + " kills=" + kills + " violations=" + violations.size();
    }

    /**
     * @throws AssertionError with the first violations, if there are any
     */
    public BankReport requireNoViolations() {
        if (!violations.isEmpty()) {
            throw new AssertionError(this + "\n"
                    + String.join("\n", violations.subList(0, Math.min(20, violations.size()))));
        }
        return this;
    }
}
