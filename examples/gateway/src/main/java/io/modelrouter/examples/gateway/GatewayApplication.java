package io.modelrouter.examples.gateway;

import java.util.Map;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.context.annotation.Bean;

/**
 * A gateway that answers the OpenAI, Claude and Gemini protocols, on loopback unless told otherwise. Without any file it
 * serves a demo provider, and real ones for the API keys it finds in the environment.
 */
@SpringBootApplication
public class GatewayApplication {
    public static void main(String[] args) {
        create(System.getenv()).run(args);
    }

    /**
     * @param variables the environment of the process
     */
    static SpringApplication create(Map<String, String> variables) {
        SpringApplication application = new SpringApplication(GatewayApplication.class);
        application.setBannerMode(Banner.Mode.OFF);
        application.setLogStartupInfo(false);
        application.addInitializers(new BuiltInChannels(variables), new ThreadsByPlatform());
        return application;
    }

    @Bean
    StartReport startReport() {
        return new StartReport(System.out);
    }

    /** Names of models have slashes, and many clients encode them: {@code GET /v1/models/meta%2Fllama}. */
    @Bean
    TomcatConnectorCustomizer encodedSlashes() {
        return connector -> connector.setEncodedSolidusHandling("passthrough");
    }
}
