package io.modelrouter.starter.endpoint;

/** What an endpoint does, and so what has to be admitted before it does anything. */
enum Operation {
    CHAT_COMPLETIONS(Admission.CALL),
    RESPONSES(Admission.CALL),
    MESSAGES(Admission.CALL),
    GENERATE_CONTENT(Admission.CALL),
    STREAM_GENERATE_CONTENT(Admission.CALL),
    EMBEDDINGS(Admission.CALL),
    EMBED_CONTENT(Admission.CALL),
    BATCH_EMBED_CONTENTS(Admission.CALL),
    COUNT_TOKENS(Admission.COUNT),
    COMPLETIONS(Admission.CALL),
    MODERATIONS(Admission.CALL),
    IMAGE_GENERATIONS(Admission.CALL),
    IMAGE_EDITS(Admission.CALL),
    IMAGE_VARIATIONS(Admission.CALL),
    SPEECH(Admission.CALL),
    TRANSCRIPTIONS(Admission.CALL),
    TRANSLATIONS(Admission.CALL),
    RERANK(Admission.CALL),
    COMPACT_RESPONSE(Admission.CALL),
    RETRIEVE_RESPONSE(Admission.CALL),
    DELETE_RESPONSE(Admission.CALL),
    CANCEL_RESPONSE(Admission.CALL),
    RESPONSE_INPUT_ITEMS(Admission.CALL),
    LIST_MODELS(Admission.KEY),
    GET_MODEL(Admission.KEY),
    EXPLAIN(Admission.KEY),
    USAGE(Admission.KEY);

    /** What stands in front of an operation. */
    enum Admission {
        /** The router's own: key, permission for the model, limits, hold on quota. */
        CALL,
        /** As for a call, but for the hold: nothing is generated. */
        COUNT,
        /** The key; the answer holds only what it may see. */
        KEY
    }

    private final Admission admission;

    Operation(Admission admission) {
        this.admission = admission;
    }

    Admission admission() {
        return admission;
    }
}
