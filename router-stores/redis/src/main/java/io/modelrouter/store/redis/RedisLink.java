package io.modelrouter.store.redis;

import io.lettuce.core.RedisException;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;

/** A connection to one server or to a cluster: what both have in common. Shared by all threads. */
interface RedisLink extends AutoCloseable {

    RedisClusterAsyncCommands<String, String> commands();

    /** A connection to the one node that has this key. */
    RedisAsyncCommands<String, String> nodeOf(String key);

    /** False while the connection is lost. */
    boolean isOpen();

    @Override
    void close();

    static RedisLink to(StatefulRedisConnection<String, String> connection) {
        return new Server(connection);
    }

    static RedisLink to(StatefulRedisClusterConnection<String, String> connection) {
        return new Cluster(connection);
    }

    /** One server. */
    record Server(StatefulRedisConnection<String, String> connection) implements RedisLink {
        @Override
        public RedisClusterAsyncCommands<String, String> commands() {
            return connection.async();
        }

        @Override
        public RedisAsyncCommands<String, String> nodeOf(String key) {
            return connection.async();
        }

        @Override
        public boolean isOpen() {
            return connection.isOpen();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    /** Many servers. */
    record Cluster(StatefulRedisClusterConnection<String, String> connection) implements RedisLink {
        @Override
        public RedisClusterAsyncCommands<String, String> commands() {
            return connection.async();
        }

        @Override
        public RedisAsyncCommands<String, String> nodeOf(String key) {
            RedisClusterNode node = connection.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
            if (node == null) {
                throw new RedisException("no node of the cluster has the slot of " + key);
            }
            return connection.getConnection(node.getNodeId()).async();
        }

        @Override
        public boolean isOpen() {
            return connection.isOpen();
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
