package io.modelrouter.starter.endpoint;

import io.modelrouter.ModelRouter;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.core.dialect.Dialects;
import java.util.concurrent.Executor;

/**
 * What the endpoints are made of.
 *
 * @param dialects write errors of requests that never become a call
 * @param executor runs streams where the container's threads are platform threads
 * @param maxRequestBody the most bytes of a request's body
 * @param maxUpload the most bytes of a form with files
 * @param callers find out who calls
 * @param usage tells callers what they may still spend
 */
public record EndpointParts(
        EndpointRoutes routes,
        ModelRouter router,
        ChannelRegistry channels,
        Dialects dialects,
        Executor executor,
        int maxRequestBody,
        int maxUpload,
        Callers callers,
        UsageReport usage) {}
