package io.modelrouter.starter.endpoint;

import io.modelrouter.ModelRouter;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.core.dialect.Dialects;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Executor;

/**
 * All endpoints of {@link EndpointRoutes} as one servlet: below Spring MVC, whose argument binding costs more than a whole
 * pass-through, and behind the host's filters.
 */
public final class RouterServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Endpoints endpoints;

    /**
     * @param dialects write errors of requests that never become a call
     * @param executor runs streams where the container's threads are platform threads
     * @param maxRequestBody the most bytes of a request's body
     */
    public RouterServlet(
            EndpointRoutes routes,
            ModelRouter router,
            ChannelRegistry channels,
            Dialects dialects,
            Executor executor,
            int maxRequestBody) {
        this.endpoints = new Endpoints(routes, router, channels, dialects, executor, maxRequestBody);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        endpoints.serve(request, response);
    }
}
