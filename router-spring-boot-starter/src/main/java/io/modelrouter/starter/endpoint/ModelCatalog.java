package io.modelrouter.starter.endpoint;

import io.modelrouter.CallContext;
import io.modelrouter.ModelInfo;
import io.modelrouter.ModelRouter;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/** Tells callers which models they may use, in the shape of their vendor. */
final class ModelCatalog {
    private static final String RESOURCE = "models/";

    private final ModelRouter router;

    ModelCatalog(ModelRouter router) {
        this.router = router;
    }

    /**
     * @throws RouterException INVALID_REQUEST for a page that cannot be, or if the key is refused
     */
    RawJson list(HttpServletRequest request, Dialect.Family family, CallContext context) {
        switch (family) {
            case CLAUDE:
                return ModelLists.claude(ModelPage.claude(
                        () -> router.models(context),
                        QueryParameters.of(request, "limit"),
                        QueryParameters.of(request, "before_id"),
                        QueryParameters.of(request, "after_id")));
            case GEMINI:
                return ModelLists.gemini(ModelPage.gemini(
                        () -> router.models(context),
                        QueryParameters.of(request, "pageSize"),
                        QueryParameters.of(request, "pageToken")));
            default:
                return ModelLists.openAi(router.models(context));
        }
    }

    /**
     * @param id decoded; may be a resource name as Google has them, {@code models/x}
     * @throws RouterException MODEL_NOT_FOUND, or if the key is refused
     */
    RawJson find(String id, Dialect.Family family, CallContext context) {
        Optional<ModelInfo> found = router.model(id, context);
        if (found.isEmpty() && id.startsWith(RESOURCE)) {
            found = router.model(id.substring(RESOURCE.length()), context);
        }
        return ModelLists.entry(
                family,
                found.orElseThrow(() -> RouterException.of(
                                RouterErrorCode.MODEL_NOT_FOUND, "no channel of this key serves the model '" + id + "'")
                        .param("model")
                        .build()));
    }
}
