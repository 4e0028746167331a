/** The router inside a Spring Boot application. */
@NullMarked
package io.modelrouter.starter;

import org.jspecify.annotations.NullMarked;
