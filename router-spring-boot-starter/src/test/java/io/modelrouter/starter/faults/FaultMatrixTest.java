package io.modelrouter.starter.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every fault for every client, streamed or not, with and without a channel that is well behind the failing one, handed on
 * or translated. The cells run side by side and wait for sockets most of the time.
 */
@DisplayName("An upstream that fails")
class FaultMatrixTest {
    private static final int AT_A_TIME = 24;
    private static final Path TABLE = Path.of("target", "fault-matrix.txt");

    private static FaultyWorld world;
    private static ExecutorService runners;
    private static final Map<Fault, Map<Cell, Future<Cell.Line>>> CELLS = new EnumMap<>(Fault.class);

    @BeforeAll
    static void start() {
        world = new FaultyWorld();
        runners = Executors.newFixedThreadPool(AT_A_TIME, work -> {
            Thread thread = new Thread(work, "test-cell");
            thread.setDaemon(true);
            return thread;
        });
        for (Fault fault : Fault.values()) {
            Map<Cell, Future<Cell.Line>> cells = new LinkedHashMap<>();
            for (Cell cell : cells(fault)) {
                cells.put(cell, runners.submit(() -> cell.run(world)));
            }
            CELLS.put(fault, cells);
        }
    }

    private static List<Cell> cells(Fault fault) {
        List<Cell> cells = new ArrayList<>();
        Vendor[] vendors = Vendor.values();
        for (Vendor client : vendors) {
            for (int lane = 0; lane < 2; lane++) {
                Vendor upstream = vendors[(client.ordinal() + lane) % vendors.length];
                for (boolean stream : new boolean[] {false, true}) {
                    for (boolean second : new boolean[] {false, true}) {
                        cells.add(new Cell(fault, client, upstream, stream, second));
                    }
                }
            }
        }
        return cells;
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    @Tag("R1.7")
    @Tag("R1.13")
    @Tag("R2.1")
    @Tag("R2.2")
    @Tag("R2.3")
    @Tag("R3.1")
    @Tag("R3.4")
    @Tag("R4.1")
    @Tag("R4.2")
    @Tag("R5.1")
    void isAnsweredTriedCooledAndSettledByTheRules(Fault fault) throws InterruptedException {
        List<String> deviations = new ArrayList<>();
        for (Map.Entry<Cell, Future<Cell.Line>> cell : CELLS.get(fault).entrySet()) {
            try {
                cell.getValue().get();
            } catch (ExecutionException e) {
                deviations.add(cell.getKey() + ": " + e.getCause());
            }
        }
        assertThat(deviations).as("cells that deviate from the rules").isEmpty();
    }

    @Test
    @Tag("R4.4")
    void leavesNoConnectionOpenBehindTheLastCall() throws InterruptedException {
        runners.shutdown();
        assertThat(runners.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
        world.transport.close();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (world.upstream.connectionsOpen() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(world.upstream.connectionsOpen()).isZero();
    }

    @AfterAll
    static void printTheTable() throws Exception {
        runners.shutdownNow();
        List<String> lines = new ArrayList<>();
        lines.add("fault | client | upstream | stream | channels | answer | attempts | cooldown | settlement");
        for (Map<Cell, Future<Cell.Line>> cells : CELLS.values()) {
            for (Map.Entry<Cell, Future<Cell.Line>> cell : cells.entrySet()) {
                try {
                    lines.add(cell.getValue().get().toString());
                } catch (ExecutionException e) {
                    lines.add(cell.getKey() + " DEVIATES");
                }
            }
        }
        write(lines);
        lines.forEach(System.out::println);
        world.close();
    }

    private static void write(List<String> lines) {
        try {
            Files.createDirectories(TABLE.getParent());
            Files.write(TABLE, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
