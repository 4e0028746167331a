/** The operator's commands as an endpoint of Spring Boot's actuator. */
@NullMarked
package io.modelrouter.starter.actuate;

import org.jspecify.annotations.NullMarked;
