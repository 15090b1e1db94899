package io.quorate.deploy.chaos;

import io.quorate.deploy.Distribution;
import io.quorate.verify.HistoryText;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Rounds one after the other, of consecutive seeds, each with a page of its own. A campaign with a
 * file of results goes on behind the last round that is in it.
 */
final class Campaign {

    private static final int MEMBERS = Integer.getInteger("chaos.members", 3);
    private static final Optional<Long> SEED = Optional.ofNullable(Long.getLong("chaos.seed"));
    private static final Optional<Path> RESULTS =
            Optional.ofNullable(System.getProperty("chaos.results")).map(Path::of);

    /** Seeds are short, to be read out and typed. */
    private static final int SEEDS = 1_000_000_000;

    private final String test;
    private final Target.Maker maker;
    private final int rounds;
    private final Path pages = Distribution.home().resolveSibling("chaos");
    private Tally tally = Tally.NOTHING;

    /**
     * The campaign of a test class, whose name tells how it is replayed.
     *
     * @param rounds how many, if nobody says otherwise
     */
    Campaign(Class<?> test, Target.Maker maker, int rounds) {
        this.test = test.getSimpleName();
        this.maker = maker;
        this.rounds = Integer.getInteger("chaos.rounds", rounds);
    }

    /** Plays all rounds that are left, and says what all of them came to. */
    Tally play() {
        List<String> before = RESULTS.map(Campaign::linesOf).orElse(List.of());
        long first =
                before.isEmpty()
                        ? SEED.orElseGet(() -> (long) new SplittableRandom().nextInt(SEEDS))
                        : Long.parseLong(before.getFirst().split(" ", 2)[0]);
        for (String line : before) tally = tally.plus(Tally.parse(line.split(" ", 2)[1]));
        for (int round = before.size(); round < rounds; round++) play(first + round);
        System.out.println(test + ", from seed " + first + ": " + tally);
        return tally;
    }

    private void play(long seed) {
        String replay =
                String.format(
                        "mvn verify -Dtest=None -Dsurefire.failIfNoSpecifiedTests=false"
                                + " -Dit.test=%s -Dchaos.seed=%d -Dchaos.rounds=1"
                                + " -Dchaos.members=%d",
                        test, seed, MEMBERS);
        System.out.println(test + ", round of seed " + seed + ": " + replay);
        String name = test + "-" + seed;
        try (Target target = maker.make(name, MEMBERS)) {
            Round.Result result = new Round(seed, target).play();
            Tally of = Tally.of(result);
            Path page = pages.resolve(name + ".html");
            write(page, ReportPage.of(test, result));
            System.out.println(test + ", round of seed " + seed + ": " + of + "; " + page);
            if (!result.wrong().isEmpty()) {
                Path seen = keep(name, result);
                throw new AssertionError(
                        String.join("\n", result.wrong()) + "\nwhat was seen: " + seen);
            }
            tally = tally.plus(of);
            RESULTS.ifPresent(file -> append(file, seed + " " + of.line()));
        } catch (AssertionError failed) {
            throw new AssertionError("seed " + seed + " failed; again: " + replay, failed);
        }
    }

    private Path keep(String name, Round.Result result) {
        Path file = pages.resolve(name + ".history");
        try (Writer out = Files.newBufferedWriter(file)) {
            HistoryText.write(result.seen(), out);
            return file;
        } catch (IOException cannotWrite) {
            throw new UncheckedIOException(cannotWrite);
        }
    }

    private static List<String> linesOf(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static void append(Path file, String line) {
        try {
            Files.writeString(
                    file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException cannotWrite) {
            throw new UncheckedIOException(cannotWrite);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException cannotWrite) {
            throw new UncheckedIOException(cannotWrite);
        }
    }
}
