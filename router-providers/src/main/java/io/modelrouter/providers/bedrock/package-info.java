/** Amazon Bedrock as an upstream. What needs Amazon's own modules is in classes that are loaded when they are there. */
@NullMarked
package io.modelrouter.providers.bedrock;

import org.jspecify.annotations.NullMarked;
