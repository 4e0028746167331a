/**
 * What the router must know of a dialect (the kinds of codecs), and the words that all dialects share. Each dialect of chats
 * has a folder of its own below this one, with the same file names in each; those of embeddings share one, and so do those
 * that are only handed on. No such folder imports another.
 */
@NullMarked
package io.modelrouter.core.dialect;

import org.jspecify.annotations.NullMarked;
