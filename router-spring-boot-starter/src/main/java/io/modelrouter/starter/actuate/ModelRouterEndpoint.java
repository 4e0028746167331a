package io.modelrouter.starter.actuate;

import io.modelrouter.ChannelOperator;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.starter.reload.SettingsReload;
import io.modelrouter.starter.settings.InvalidSettingException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The actuator's endpoint {@code modelrouter}: what {@link ChannelOperator} offers, and reloading. The actuator decides where it is and who
 * may use it; it is never among the router's own paths. What it shows holds no secret.
 */
@Endpoint(id = "modelrouter")
public final class ModelRouterEndpoint {
    private static final List<String> COMMANDS = List.of("enable", "disable", "reset", "clear", "test");

    private final ChannelOperator operator;
    private final SettingsReload settings;

    public ModelRouterEndpoint(ChannelOperator operator, SettingsReload settings) {
        this.operator = operator;
        this.settings = settings;
    }

    /** Every channel. */
    @ReadOperation
    public Object channels() {
        return Map.of(
                "channels", operator.states().stream().map(ChannelView::of).toList());
    }

    /** One channel. */
    @ReadOperation
    public Object channel(@Selector String channel) {
        return answer(() -> ChannelView.of(operator.state(channel)));
    }

    /** {@code models}: what the upstream offers, beside what the channel serves. */
    @ReadOperation
    public Object view(@Selector String channel, @Selector String view) {
        return view.equals("models")
                ? answer(() -> operator.offeredModels(channel))
                : refused(404, "there is no view '" + view + "', only models");
    }

    /** {@code reload}: reads the channels file now. */
    @WriteOperation
    public Object command(@Selector String command) {
        if (!command.equals("reload")) {
            return refused(404, "there is no command '" + command + "', only reload");
        }
        try {
            return Map.of("reloaded", settings.reload());
        } catch (InvalidSettingException e) {
            return new WebEndpointResponse<>(
                    Map.of(
                            "error",
                            "the file is refused, and the settings stay as they were",
                            "problems",
                            e.problems().stream().map(Object::toString).toList()),
                    400);
        } catch (IllegalStateException e) {
            return refused(400, String.valueOf(e.getMessage()));
        }
    }

    /**
     * {@code enable}, {@code disable}, {@code reset}, {@code clear} and {@code test}.
     *
     * @param model which to test with; else the first that the channel serves by its exact name
     */
    @WriteOperation
    public Object command(@Selector String channel, @Selector String command, @Nullable String model) {
        switch (command) {
            case "enable":
                return answer(() -> ChannelView.of(operator.enable(channel)));
            case "disable":
                return answer(() -> ChannelView.of(operator.disable(channel)));
            case "reset":
                return answer(() -> Map.of("channel", channel, "changed", operator.reset(channel)));
            case "clear":
                return answer(() -> Map.of("channel", channel, "cleared", operator.clearCooldown(channel)));
            case "test":
                return answer(() -> TestView.of(operator.test(channel, model)));
            default:
                return refused(404, "there is no command '" + command + "', only " + String.join(", ", COMMANDS));
        }
    }

    private static Object answer(Supplier<Object> command) {
        try {
            return command.get();
        } catch (IllegalArgumentException e) {
            return refused(400, String.valueOf(e.getMessage()));
        } catch (RouterException e) {
            return refused(e.code() == RouterErrorCode.TIMEOUT ? 504 : 502, String.valueOf(e.getMessage()));
        }
    }

    private static Object refused(int status, String reason) {
        return new WebEndpointResponse<>(Map.of("error", reason), status);
    }
}
