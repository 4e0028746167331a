/** Contract tests for the extension points, fakes and assertions. */
@NullMarked
package io.modelrouter.testkit;

import org.jspecify.annotations.NullMarked;
