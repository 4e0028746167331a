package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.Media;

/** A block of an answer while it is written. The steps that its kind does not have do nothing. */
abstract class ClaudeAnswerBlock {

    /** More text, reasoning or arguments, whatever the block is made of. */
    void text(String more) {}

    void signed(String signature, boolean redacted) {}

    void cited(Citation citation) {}

    void media(Media media) {}

    /** Writes what is still owed and closes the block, if anything of it was written. */
    abstract void end();
}
