package io.modelrouter.starter;

import io.micrometer.core.instrument.MeterRegistry;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.starter.metrics.ChannelGauges;
import io.modelrouter.starter.metrics.MetricsListener;
import io.modelrouter.starter.metrics.RecordMeters;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Meters of calls and channels, where Micrometer and a registry are there. */
@AutoConfiguration(
        afterName = {
            "org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration",
            "org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration"
        })
@ConditionalOnClass(MeterRegistry.class)
@ConditionalOnBean(MeterRegistry.class)
public class ModelRouterMetricsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    MetricsListener modelRouterMetrics(MeterRegistry meters, ChannelRegistry channels) {
        return new MetricsListener(meters, channels);
    }

    @Bean
    @ConditionalOnMissingBean
    ChannelGauges modelRouterChannelGauges(
            MeterRegistry meters, ChannelRegistry channels, ObjectProvider<ModelRouter> router) {
        return new ChannelGauges(meters, channels, () -> {
            ModelRouter known = router.getIfAvailable();
            return known == null ? null : known.operator();
        });
    }

    @Bean
    @ConditionalOnMissingBean
    RecordMeters modelRouterRecordMeters(ObjectProvider<ModelRouter> router) {
        return new RecordMeters(router::getIfAvailable);
    }
}
