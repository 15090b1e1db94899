package io.quorate.deploy.chaos;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The figures of a round, or of many together; a line of text each, so that a campaign goes on
 * where it was.
 *
 * @param rounds how many
 * @param kills of members
 * @param killsOfLeaders of those, of members that led
 * @param written writes of new keys that were acknowledged
 * @param judged operations of the mixed clients
 * @param counted increments
 * @param gapsMillis from the kill of a leader to an acknowledged write, ascending
 */
record Tally(
        int rounds,
        long kills,
        long killsOfLeaders,
        long written,
        long judged,
        long counted,
        List<Double> gapsMillis) {

    static final Tally NOTHING = new Tally(0, 0, 0, 0, 0, 0, List.of());

    static Tally of(Round.Result result) {
        Timeline timeline = result.timeline();
        return new Tally(
                1,
                timeline.kills(),
                timeline.killsOfLeaders().size(),
                timeline.acknowledgedSoFar(),
                result.seen().operations().size(),
                result.counted(),
                timeline.gapsMillis());
    }

    Tally plus(Tally other) {
        return new Tally(
                rounds + other.rounds,
                kills + other.kills,
                killsOfLeaders + other.killsOfLeaders,
                written + other.written,
                judged + other.judged,
                counted + other.counted,
                Stream.concat(gapsMillis.stream(), other.gapsMillis.stream()).sorted().toList());
    }

    /** Whether so many were killed, and so many that led, as each round's deck says. */
    boolean hasItsKills() {
        return kills >= (long) rounds * Schedule.KILLS_MIN
                && killsOfLeaders >= (long) rounds * Schedule.KILLS_OF_LEADERS_MIN;
    }

    /** As a line. */
    String line() {
        String gaps =
                gapsMillis.stream()
                        .map(gap -> String.format(Locale.ROOT, "%.1f", gap))
                        .collect(Collectors.joining(","));
        return String.join(
                " ",
                Long.toString(kills),
                Long.toString(killsOfLeaders),
                Long.toString(written),
                Long.toString(judged),
                Long.toString(counted),
                "gaps:" + gaps);
    }

    /** A round's figures from its line. */
    static Tally parse(String line) {
        String[] words = line.split(" ");
        String gaps = words[5].substring("gaps:".length());
        return new Tally(
                1,
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                gaps.isEmpty()
                        ? List.of()
                        : Arrays.stream(gaps.split(",")).map(Double::valueOf).toList());
    }

    /** In words, with what the gaps were: a report, since a machine may have much else to do. */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d rounds, %d kills, %d of leaders; %d writes kept, %d operations judged, %d"
                        + " increments counted once; from a leader's kill to a write: %s",
                rounds,
                kills,
                killsOfLeaders,
                written,
                judged,
                counted,
                gaps());
    }

    private String gaps() {
        if (gapsMillis.isEmpty()) return "not measured";
        return String.format(
                Locale.ROOT,
                "median %.0f ms, longest %.0f ms, of %d",
                gapsMillis.get(gapsMillis.size() / 2),
                gapsMillis.getLast(),
                gapsMillis.size());
    }
}
