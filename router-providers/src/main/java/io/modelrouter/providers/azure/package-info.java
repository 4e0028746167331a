/** Azure OpenAI and the models of Azure AI Foundry as upstreams. */
@NullMarked
package io.modelrouter.providers.azure;

import org.jspecify.annotations.NullMarked;
