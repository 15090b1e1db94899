package io.quorate.adapter.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** What the system knows of this process, under the names that every Prometheus client uses. */
final class ProcessMetrics {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

    private ProcessMetrics() {}

    static void bindTo(MeterRegistry registry) {
        Gauge.builder("process.resident.memory.bytes", ProcessMetrics::residentBytes)
                .description("Resident memory, native memory included")
                .register(registry);
        Gauge.builder("process.open.fds", ProcessMetrics::openDescriptors)
                .description("Open file descriptors")
                .register(registry);
        Gauge.builder("process.start.time.seconds", ProcessMetrics::startSeconds)
                .description("When the process began, since the epoch")
                .register(registry);
        FunctionCounter.builder("process.cpu.seconds", STATUS, _ -> cpuSeconds())
                .description("User and system time")
                .register(registry);
    }

    /** NaN where there is no /proc. */
    private static double residentBytes() {
        try (var lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> kilobytes(line) * 1024)
                    .findFirst()
                    .orElse(Double.NaN);
        } catch (IOException noProc) {
            return Double.NaN;
        }
    }

    private static double kilobytes(String line) {
        return Double.parseDouble(line.substring("VmRSS:".length()).replace("kB", "").strip());
    }

    private static double openDescriptors() {
        try (var descriptors = Files.list(DESCRIPTORS)) {
            return descriptors.count();
        } catch (IOException noProc) {
            return Double.NaN;
        }
    }

    private static double startSeconds() {
        return ManagementFactory.getRuntimeMXBean().getStartTime() / 1_000.0;
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(ProcessMetrics::seconds)
                .orElse(Double.NaN);
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
