package io.quorate.deploy.chaos;

import io.quorate.deploy.chaos.Timeline.Acknowledged;
import io.quorate.deploy.chaos.Timeline.Led;
import io.quorate.deploy.chaos.Timeline.Struck;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * A timeline as one SVG: a lane for each member, with its blows and when it led; above them, on the
 * same axis, the writes acknowledged a second and the slowest of each moment.
 */
final class Chart {

    private static final long BUCKET_NANOS = 250_000_000L;
    private static final double PIXELS_A_BUCKET = 5;
    private static final int LEFT = 60;
    private static final int PLOT = 110;
    private static final int LANE = 22;
    private static final int GAP = 28;

    private final Timeline timeline;
    private final List<String> members;
    private final StringBuilder svg = new StringBuilder();
    private final long endNanos;

    private Chart(Timeline timeline, List<String> members) {
        this.timeline = timeline;
        this.members = members;
        this.endNanos =
                timeline.acknowledged().stream()
                        .mapToLong(Acknowledged::endedNanos)
                        .max()
                        .orElse(BUCKET_NANOS);
    }

    /** The SVG element of a timeline. */
    static String of(Timeline timeline, List<String> members) {
        return new Chart(timeline, members).draw();
    }

    private String draw() {
        int lanesTop = 2 * (PLOT + GAP);
        int height = lanesTop + members.size() * LANE + GAP;
        double width = LEFT + x(endNanos) + 20;
        add(
                "<svg viewBox='0 0 %.0f %d' width='%.0f' height='%d' role='img'>",
                width, height, width, height);
        shade(height - GAP);
        plot(0, "writes/s", perSecond());
        plot(PLOT + GAP, "slowest ms", slowest());
        lanes(lanesTop);
        axis(height - GAP);
        return svg.append("</svg>").toString();
    }

    private void add(String format, Object... arguments) {
        svg.append(String.format(Locale.ROOT, format, arguments)).append('\n');
    }

    private static double x(long nanos) {
        return (double) nanos / BUCKET_NANOS * PIXELS_A_BUCKET;
    }

    /** Behind all of it: when anything was struck. */
    private void shade(int height) {
        for (Struck struck : timeline.blows()) {
            add(
                    "<rect class='shade' x='%.1f' y='0' width='%.1f' height='%d'/>",
                    LEFT + x(struck.fromNanos()),
                    length(struck.fromNanos(), struck.toNanos()),
                    height);
        }
    }

    private static double length(long from, long to) {
        return Math.max(1, x(to - from));
    }

    private List<Double> perSecond() {
        double[] counts = new double[buckets()];
        for (Acknowledged write : timeline.acknowledged()) counts[bucket(write.endedNanos())]++;
        List<Double> values = new ArrayList<>();
        for (double count : counts) values.add(count * 1e9 / BUCKET_NANOS);
        return values;
    }

    private List<Double> slowest() {
        double[] slowest = new double[buckets()];
        for (Acknowledged write : timeline.acknowledged()) {
            int bucket = bucket(write.endedNanos());
            slowest[bucket] = Math.max(slowest[bucket], write.tookNanos() / 1e6);
        }
        List<Double> values = new ArrayList<>();
        for (double millis : slowest) values.add(millis);
        return values;
    }

    private int buckets() {
        return bucket(endNanos) + 1;
    }

    private static int bucket(long nanos) {
        return (int) (nanos / BUCKET_NANOS);
    }

    private void plot(int top, String what, List<Double> values) {
        double highest = values.stream().max(Comparator.naturalOrder()).orElse(1.0);
        double scale = PLOT / Math.max(1, highest);
        add("<text x='4' y='%d'>%s</text>", top + 12, what);
        add("<text x='4' y='%d'>%.0f</text>", top + 26, highest);
        StringBuilder points = new StringBuilder();
        for (int i = 0; i < values.size(); i++) {
            points.append(
                    String.format(
                            Locale.ROOT,
                            "%.1f,%.1f ",
                            LEFT + i * PIXELS_A_BUCKET,
                            top + PLOT - values.get(i) * scale));
        }
        add("<polyline class='line' points='%s'/>", points.toString().strip());
        add("<path class='axis' d='M%d %d H%.1f'/>", LEFT, top + PLOT, LEFT + x(endNanos));
    }

    private void lanes(int top) {
        for (String member : members) {
            int y = top + members.indexOf(member) * LANE;
            add("<text x='4' y='%d'>%s</text>", y + 14, member);
            add("<path class='axis' d='M%d %d H%.1f'/>", LEFT, y + LANE - 2, LEFT + x(endNanos));
        }
        List<Led> leaders = timeline.leaders();
        for (int i = 0; i < leaders.size(); i++) {
            Led led = leaders.get(i);
            long until = i + 1 < leaders.size() ? leaders.get(i + 1).atNanos() : endNanos;
            add(
                    "<rect class='led' x='%.1f' y='%d' width='%.1f' height='%d'><title>%s leads in"
                            + " term %d</title></rect>",
                    LEFT + x(led.atNanos()),
                    top + members.indexOf(led.member()) * LANE + LANE - 8,
                    length(led.atNanos(), until),
                    6,
                    led.member(),
                    led.term());
        }
        for (Struck struck : timeline.blows()) {
            add(
                    "<rect class='%s' x='%.1f' y='%d' width='%.1f' height='%d'><title>%s: %s (%s),"
                            + " %.0f ms</title></rect>",
                    name(struck),
                    LEFT + x(struck.fromNanos()),
                    top + members.indexOf(struck.member()) * LANE + 2,
                    length(struck.fromNanos(), struck.toNanos()),
                    LANE - 12,
                    struck.member(),
                    name(struck),
                    struck.role().name().toLowerCase(Locale.ROOT),
                    (struck.toNanos() - struck.fromNanos()) / 1e6);
        }
    }

    private static String name(Struck struck) {
        return struck.blow().name().toLowerCase(Locale.ROOT);
    }

    private void axis(int top) {
        for (long second = 0; second * 1_000_000_000L <= endNanos; second += 10) {
            add(
                    "<text x='%.1f' y='%d'>%d s</text>",
                    LEFT + x(second * 1_000_000_000L), top + 16, second);
        }
    }
}
