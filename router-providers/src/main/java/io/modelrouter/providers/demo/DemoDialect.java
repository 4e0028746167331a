package io.modelrouter.providers.demo;

import java.time.InstantSource;
import tools.jackson.databind.node.ObjectNode;

/** Reads one dialect's requests and writes its answers as the vendor does. Stateless. */
interface DemoDialect {

    /**
     * @param model the model asked for
     * @param stream whether a stream is asked for where the path says so (Gemini)
     * @param sse whether a stream is framed as server-sent events
     * @param cut whether a stream ends in the middle
     * @param ids for this exchange
     * @param clock for created times
     */
    record Setting(String model, boolean stream, boolean sse, boolean cut, DemoIds ids, InstantSource clock) {}

    /**
     * The answer to a request.
     *
     * @throws DemoRefusal if the request cannot be answered
     */
    DemoReply answer(ObjectNode body, Setting setting) throws DemoRefusal;

    /** The vendor's error answer. */
    DemoReply refuse(DemoRefusal refusal, DemoIds ids);
}
