/** The dialects of embeddings: one codec for each, with its readers and writers. */
@NullMarked
package io.modelrouter.core.dialect.embed;

import org.jspecify.annotations.NullMarked;
