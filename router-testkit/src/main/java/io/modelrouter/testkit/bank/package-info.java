/** The bank test over several processes that are killed in the middle of their work. Begin with {@code BankKills}. */
@NullMarked
package io.modelrouter.testkit.bank;

import org.jspecify.annotations.NullMarked;
