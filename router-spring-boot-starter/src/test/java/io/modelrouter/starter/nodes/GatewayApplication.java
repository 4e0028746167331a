package io.modelrouter.starter.nodes;

import java.io.IOException;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;

/** A gateway that is a process of its own: an empty application with the starter, set up by its arguments. */
@SpringBootConfiguration
@EnableAutoConfiguration
public class GatewayApplication {
    /** What the line begins with that tells the port. */
    static final String PORT = "PORT ";

    /**
     * @param arguments settings, such as {@code --server.port=0}
     */
    public static void main(String[] arguments) {
        Thread parent = new Thread(GatewayApplication::endWithTheParent, "parent");
        parent.setDaemon(true);
        parent.start();
        ServletWebServerApplicationContext context =
                (ServletWebServerApplicationContext) SpringApplication.run(GatewayApplication.class, arguments);
        System.out.println(PORT + context.getWebServer().getPort());
    }

    /** Its standard input is a pipe that nobody writes to, and that the system closes with the process of the tests. */
    private static void endWithTheParent() {
        try {
            while (System.in.read() >= 0) {
                continue;
            }
        } catch (IOException e) {
            // as good as its end
        }
        Runtime.getRuntime().halt(1);
    }
}
