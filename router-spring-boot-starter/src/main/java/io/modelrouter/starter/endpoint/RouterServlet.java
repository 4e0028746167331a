package io.modelrouter.starter.endpoint;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * All endpoints of {@link EndpointRoutes} as one servlet: below Spring MVC, whose argument binding costs more than a whole
 * pass-through, and behind the host's filters.
 */
public final class RouterServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private final transient Endpoints endpoints;

    public RouterServlet(EndpointParts parts) {
        this.endpoints = new Endpoints(parts);
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) {
        endpoints.serve(request, response);
    }
}
