/** What users and implementers of ModelRouter compile against. */
module io.modelrouter.api {
    requires tools.jackson.core;
    requires static transitive org.jspecify;

    exports io.modelrouter;
    exports io.modelrouter.auth;
    exports io.modelrouter.channel;
    exports io.modelrouter.chat;
    exports io.modelrouter.error;
    exports io.modelrouter.event;
    exports io.modelrouter.limit;
    exports io.modelrouter.observe;
    exports io.modelrouter.provider;
    exports io.modelrouter.quota;
    exports io.modelrouter.request;
    exports io.modelrouter.wire;
}
