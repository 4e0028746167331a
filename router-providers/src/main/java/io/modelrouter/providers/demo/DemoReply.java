package io.modelrouter.providers.demo;

import io.modelrouter.provider.HttpHeaders;
import java.util.Iterator;
import java.util.List;

/**
 * What a dialect answers.
 *
 * @param status HTTP status
 * @param headers of the answer
 * @param frames the body in pieces, made one by one as they are asked for
 */
record DemoReply(int status, HttpHeaders headers, Iterator<Frame> frames) {

    /**
     * @param text a piece of the body
     * @param paced whether it comes after a pause, as a new piece of what the model says
     */
    record Frame(String text, boolean paced) {}

    static DemoReply whole(int status, HttpHeaders headers, String body) {
        return new DemoReply(status, headers, List.of(new Frame(body, false)).iterator());
    }
}
