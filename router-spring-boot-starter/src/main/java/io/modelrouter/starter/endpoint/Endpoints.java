package io.modelrouter.starter.endpoint;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.RoutedCall;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.OpenAiFormRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Serves a request from its path to its answer. Whatever goes wrong before the answer has begun is told in its dialect. */
final class Endpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoints.class);
    private static final int SHOWN_PATH = 200;

    private final EndpointRoutes routes;
    private final ModelRouter router;
    private final CallRequests requests;
    private final Answers answers;
    private final ModelCatalog models;
    private final CallRunner runner;
    private final UsageReport usage;

    Endpoints(EndpointParts parts) {
        this.routes = parts.routes();
        this.router = parts.router();
        this.requests = new CallRequests(
                new RequestBodies(parts.maxRequestBody()), new FormBodies(parts.maxUpload()), parts.callers());
        this.answers = new Answers(parts.dialects());
        this.models = new ModelCatalog(router);
        this.runner = new CallRunner(answers, parts.channels(), parts.executor());
        this.usage = parts.usage();
    }

    void serve(HttpServletRequest request, HttpServletResponse response) {
        String path = request.getRequestURI().substring(request.getContextPath().length());
        Dialect byHeaders = byHeaders(request);
        EndpointRoutes.Match match = routes.match(request.getMethod(), path);
        Route route = match.route();
        Dialect dialect = route == null ? routes.dialectOf(path, byHeaders) : dialect(route, byHeaders);
        String requestId = requests.bareContext(request).requestId().orElseGet(RequestIds::next);
        try {
            CallContext context = requests.context(request, dialect);
            if (route == null) {
                throw noRoute(request, response, path, match);
            }
            switch (route.operation().admission()) {
                case CALL:
                    RouterRequest call = requests.read(request, route.operation(), match.model());
                    serveCall(request, response, call, context);
                    break;
                case COUNT:
                    TokenCountRequest counted = requests.readCount(request, dialect, match.model());
                    answers.write(response, router.countTokens(counted, context), requestId);
                    break;
                case KEY:
                    answers.write(response, known(request, route, match, dialect, context), requestId);
                    break;
            }
        } catch (RouterException e) {
            fail(response, dialect, e, requestId);
        } catch (IOException e) {
            LOG.debug("Request {}: the client is gone", requestId, e);
        } catch (BrokenAnswerException e) {
            // The container closes a connection whose answer has begun when it hears of this.
            throw e;
        } catch (RuntimeException | Error e) {
            LOG.error("Request {} failed inside the router", requestId, e);
            fail(response, dialect, internal(e, requestId), requestId);
        }
    }

    private void serveCall(
            HttpServletRequest request, HttpServletResponse response, RouterRequest read, CallContext context) {
        RoutedCall call = router.newCall(read, context);
        String id = context.requestId().orElse(call.id());
        CallRunner.Running running = new CallRunner.Running(call, read.dialect(), id);
        if (read instanceof OpenAiFormRequest form) {
            FormBodies.run(form, () -> runner.run(running.afterwards(form.upload()::drain), response));
        } else if (isSound(read)) {
            // On the container's thread, which alone can break a connection off.
            runner.run(running, response);
        } else if (read.stream() && request.isAsyncSupported() && !VirtualThreads.isCurrent()) {
            runner.runAsync(running, request, response);
        } else {
            runner.run(running, response);
        }
    }

    private static boolean isSound(RouterRequest read) {
        return read.dialect() == Dialect.OPENAI_AUDIO;
    }

    /** What a caller may know with its key alone. */
    private RawJson known(
            HttpServletRequest request, Route route, EndpointRoutes.Match match, Dialect dialect, CallContext context)
            throws IOException {
        if (route.operation() == Operation.EXPLAIN) {
            RouterRequest explained = requests.readExplained(request, dialect);
            return Explanations.of(explained, router.explain(explained, context));
        }
        if (route.operation() == Operation.USAGE) {
            return usage.of(router.usage(context), QueryParameters.of(request, "days"));
        }
        return models(request, route, match, dialect, context);
    }

    private RawJson models(
            HttpServletRequest request, Route route, EndpointRoutes.Match match, Dialect dialect, CallContext context) {
        if (route.operation() == Operation.LIST_MODELS) {
            return models.list(request, dialect.family(), context);
        }
        return models.find(CallRequests.decoded(match.model()), dialect.family(), context);
    }

    private void fail(HttpServletResponse response, Dialect dialect, RouterException failure, String requestId) {
        try {
            answers.writeError(response, dialect, failure, requestId);
        } catch (IOException e) {
            LOG.debug("Request {}: the client is gone", requestId, e);
        }
    }

    static RouterException internal(Throwable cause, String requestId) {
        return RouterException.of(RouterErrorCode.INTERNAL, "the router failed; the id of the request is " + requestId)
                .cause(cause)
                .build();
    }

    private static RouterException noRoute(
            HttpServletRequest request, HttpServletResponse response, String path, EndpointRoutes.Match match) {
        String shown = path.length() > SHOWN_PATH ? path.substring(0, SHOWN_PATH) + "…" : path;
        if (!match.allowed().isEmpty()) {
            String allowed = String.join(", ", match.allowed());
            response.setHeader("allow", allowed);
            return RouterException.of(
                            RouterErrorCode.METHOD_NOT_ALLOWED,
                            shown + " does not take " + request.getMethod() + ", only " + allowed)
                    .build();
        }
        return RouterException.of(
                        RouterErrorCode.NOT_FOUND, "this router has no endpoint " + request.getMethod() + " " + shown)
                .build();
    }

    private static Dialect dialect(Route route, Dialect byHeaders) {
        return route.dialect() == null ? byHeaders : Objects.requireNonNull(route.dialect());
    }

    /** Whose client this is, where three vendors share a path: section 1 of the notes on clients. */
    private static Dialect byHeaders(HttpServletRequest request) {
        if (request.getHeader("anthropic-version") != null) {
            return Dialect.CLAUDE_MESSAGES;
        }
        boolean google = request.getHeader("x-goog-api-key") != null || QueryParameters.of(request, "key") != null;
        return google ? Dialect.GEMINI_GENERATE : Dialect.OPENAI_CHAT;
    }
}
