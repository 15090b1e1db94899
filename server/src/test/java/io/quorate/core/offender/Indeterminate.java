package io.quorate.core.offender;

import org.slf4j.LoggerFactory;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Each class in here makes one seed run in two ways, each by a means of its own. */
@SuppressWarnings("all")
public final class Indeterminate {

    private Indeterminate() {}

    static final class MonotonicClock {
        long now() {
            return System.nanoTime();
        }
    }

    static final class WallClock {
        long now() {
            return System.currentTimeMillis();
        }
    }

    static final class JavaTime {
        Object now() {
            return Instant.now();
        }
    }

    static final class Threads {
        Thread start() {
            return Thread.currentThread();
        }
    }

    static final class Locks {
        final ReentrantLock lock = new ReentrantLock();
    }

    static final class Atomics {
        final AtomicLong counter = new AtomicLong();
    }

    static final class ThreadLocals {
        final ThreadLocal<Object> local = new ThreadLocal<>();
    }

    static final class MathChance {
        double draw() {
            return Math.random();
        }
    }

    static final class UnseededRandom {
        final Random random = new Random();
    }

    static final class ThreadRandom {
        int draw() {
            return ThreadLocalRandom.current().nextInt();
        }
    }

    static final class DefaultGenerator {
        final RandomGenerator random = RandomGenerator.getDefault();
    }

    static final class RandomId {
        final Object id = UUID.randomUUID();
    }

    static final class Shuffled {
        void shuffle(List<Integer> list) {
            Collections.shuffle(list);
        }
    }

    static final class HashedMap {
        final Map<Object, Object> map = new HashMap<>();
    }

    static final class HashedSet {
        final Set<Object> set = new HashSet<>();
    }

    static final class IdentityMap {
        final Map<Object, Object> map = new IdentityHashMap<>();
    }

    static final class ConcurrentHashedMap {
        final ConcurrentMap<Object, Object> map = new ConcurrentHashMap<>();
    }

    static final class SaltedSet {
        final Set<String> set = Set.of("a", "b");
    }

    static final class SaltedCopy {
        Set<String> copy(List<String> from) {
            return Set.copyOf(from);
        }
    }

    static final class SaltedMap {
        final Map<String, String> map = Map.of("a", "b");
    }

    static final class SaltedMapByReference {
        Map<String, String> copy(Stream<Map<String, String>> maps) {
            return maps.map(Map::copyOf).findFirst().orElseThrow();
        }
    }

    static final class CollectedSet {
        Set<String> collect(Stream<String> from) {
            return from.collect(Collectors.toSet());
        }
    }

    static final class CollectedMap {
        Map<String, String> collect(Stream<String> from) {
            return from.collect(Collectors.toMap(key -> key, key -> key));
        }
    }

    static final class CollectedGroups {
        Map<Integer, List<String>> collect(Stream<String> from) {
            return from.collect(Collectors.groupingBy(String::length));
        }
    }

    static final class ParallelStream {
        long count(List<String> list) {
            return list.parallelStream().count();
        }
    }

    static final class ParallelArray {
        long count(String[] array) {
            return Arrays.stream(array).parallel().count();
        }
    }

    static final class IdentityHash {
        int hash(Object object) {
            return System.identityHashCode(object);
        }
    }

    static final class DefaultHash {
        int hash(Object object) {
            return object.hashCode();
        }
    }

    static final class DefaultLocale {
        String lower(String text) {
            return text.toLowerCase();
        }
    }

    static final class FormatOfDefaultLocale {
        String digits(int number) {
            return String.format("%d", number);
        }
    }

    static final class FormattedByDefaultLocale {
        String digits(int number) {
            return "%d".formatted(number);
        }
    }

    static final class AskedLocale {
        Locale ask() {
            return Locale.getDefault();
        }
    }

    static final class DefaultCharset {
        byte[] encode(String text) {
            return text.getBytes();
        }
    }

    static final class DefaultCharsetDecoding {
        String decode(byte[] bytes) {
            return new String(bytes, 0, 1);
        }
    }

    static final class Printing {
        void print() {
            System.out.println();
        }
    }

    static final class Ending {
        void end() {
            System.exit(1);
        }
    }

    static final class Environment {
        String home() {
            return System.getenv("HOME");
        }
    }

    static final class FileAccess {
        boolean exists() {
            return Files.exists(Path.of("/"));
        }
    }

    static final class Streams {
        final java.io.InputStream in = java.io.InputStream.nullInputStream();
    }

    static final class Logging {
        void log() {
            LoggerFactory.getLogger("x").info("x");
        }
    }

    static final class Monitors {
        void wake() {
            notifyAll();
        }
    }

    /** Not one of them, so that the imports that they share with sound code are seen to be fine. */
    static byte[] sound(String text) {
        return text.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8);
    }
}
