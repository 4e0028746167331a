package io.modelrouter.providers.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * Responses that the demo makes in the background: queued at once, and done a while after. It keeps the latest
 * {@value #MOST} of them, and no others. Thread-safe.
 */
final class DemoRuns {
    private static final int MOST = 1_000;
    /** A run takes as long as this many pieces of a stream. */
    private static final int PIECES = 100;

    private final Map<String, Run> runs = new LinkedHashMap<>();

    private record Run(ObjectNode open, ObjectNode done, Instant doneAt) {
        ObjectNode at(Instant now) {
            return now.isBefore(doneAt) ? open : done;
        }
    }

    /** The answer to a request for a run, of which the whole answer is known already. */
    synchronized DemoReply begin(ObjectNode whole, Instant now, Pace pace, DemoIds ids) {
        Duration takes = pace.firstByte().plus(pace.betweenChunks().multipliedBy(PIECES));
        String id = DemoJson.text(whole, "id", "");
        ObjectNode queued = unfinished(whole, "queued");
        runs.put(id, new Run(unfinished(whole, "in_progress"), whole, now.plus(takes)));
        if (runs.size() > MOST) {
            runs.remove(runs.keySet().iterator().next());
        }
        return reply(200, queued, ids);
    }

    private static ObjectNode unfinished(ObjectNode whole, String status) {
        ObjectNode open =
                whole.deepCopy().put("status", status).putNull("completed_at").putNull("usage");
        open.remove("billing");
        open.putNull("incomplete_details").putArray("output");
        return open;
    }

    /**
     * The answer to a request about a run.
     *
     * @param operation its id, with what is to be done behind a slash
     */
    synchronized DemoReply about(String method, String operation, Instant now, DemoIds ids) {
        int slash = operation.indexOf('/');
        String id = slash < 0 ? operation : operation.substring(0, slash);
        Run run = runs.get(id);
        if (run == null) {
            ObjectNode body = DemoJson.object();
            body.putObject("error")
                    .put("message", "Response with id '" + id + "' not found.")
                    .put("type", "invalid_request_error")
                    .putNull("param")
                    .putNull("code");
            return reply(404, body, ids);
        }
        if (method.equals("DELETE")) {
            runs.remove(id);
            return reply(
                    200,
                    DemoJson.object().put("id", id).put("object", "response").put("deleted", true),
                    ids);
        }
        if (operation.endsWith("/input_items")) {
            ObjectNode none = DemoJson.object().put("object", "list");
            none.putArray("data");
            return reply(200, none.putNull("first_id").putNull("last_id").put("has_more", false), ids);
        }
        if (operation.endsWith("/cancel") && now.isBefore(run.doneAt)) {
            run = new Run(run.open, unfinished(run.done, "cancelled"), now);
            runs.put(id, run);
        }
        return reply(200, run.at(now), ids);
    }

    private static DemoReply reply(int status, ObjectNode body, DemoIds ids) {
        return DemoReply.whole(
                status, DemoOpenAi.headers("application/json", ids).build(), DemoJson.write(body));
    }
}
