package io.quorate.deploy.chaos;

import io.quorate.deploy.chaos.Timeline.Led;
import io.quorate.deploy.chaos.Timeline.Struck;

import java.util.List;
import java.util.Locale;

/** What a round was, as one page that needs nothing but a browser. */
final class ReportPage {

    private static final String STYLE =
            """
            :root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --faint: #8a94a3; }
            @media (prefers-color-scheme: dark) {
                :root { --ink: #e3e8ef; --paper: #12161c; --faint: #6b7686; }
            }
            body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; color: var(--ink);
                background: var(--paper); }
            figure { margin: 1rem 0; overflow-x: auto; }
            svg text { font: 11px system-ui, sans-serif; fill: var(--ink); }
            .line { fill: none; stroke: #2f7ed8; stroke-width: 1.2; }
            .axis { stroke: var(--faint); stroke-width: 0.6; }
            .shade { fill: var(--faint); opacity: 0.15; }
            .led { fill: #2ca25f; }
            .kill { fill: #d7301f; } .stop { fill: #fc8d59; }
            .pause { fill: #8856a7; } .cut { fill: #c51b8a; }
            .deaf { fill: #f768a1; } .mute { fill: #fbb4b9; } .slow { fill: #b8860b; }
            .ahead { fill: #1d91c0; } .behind { fill: #7fcdbb; } .full { fill: #8c510a; }
            .key { display: inline-block; width: 0.8em; height: 0.8em; margin: 0 0.3em 0 1em; }
            table { border-collapse: collapse; }
            td, th { padding: 0.1rem 1rem 0.1rem 0; text-align: left; }
            .wrong { color: #d7301f; white-space: pre-wrap; }
            """;

    private ReportPage() {}

    /** The page of a round. */
    static String of(String test, Round.Result result) {
        Timeline timeline = result.timeline();
        var page = new StringBuilder("<!doctype html>\n<html lang='en'>\n<meta charset='utf-8'>\n");
        page.append("<title>").append(test).append(' ').append(result.seed()).append("</title>\n");
        page.append("<style>\n").append(STYLE).append("</style>\n");
        page.append("<h1>").append(test).append(", seed ").append(result.seed()).append("</h1>\n");
        page.append("<p>").append(Tally.of(result)).append(".</p>\n");
        page.append(verdict(result.wrong()));
        page.append("<p>").append(key("led", "leads"));
        for (Blow blow : Blow.values()) page.append(key(name(blow), meaning(blow)));
        page.append("</p>\n<figure>\n");
        page.append(Chart.of(timeline, result.members())).append("\n</figure>\n");
        page.append("<h2>Blows</h2>\n<table>\n<tr><th>at<th>member<th>was<th>blow<th>lasted\n");
        timeline.blows().stream().map(ReportPage::row).forEach(page::append);
        page.append("</table>\n<h2>Leaders</h2>\n<table>\n<tr><th>at<th>member<th>term\n");
        timeline.leaders().stream().map(ReportPage::row).forEach(page::append);
        return page.append("</table>\n</html>\n").toString();
    }

    private static String verdict(List<String> wrong) {
        if (wrong.isEmpty())
            return "<p>All that was acknowledged was kept, all read was true.</p>\n";
        return "<p class='wrong'>" + escaped(String.join("\n", wrong)) + "</p>\n";
    }

    private static String name(Blow blow) {
        return blow.name().toLowerCase(Locale.ROOT);
    }

    private static String meaning(Blow blow) {
        return switch (blow) {
            case KILL -> "killed";
            case STOP -> "stopped";
            case PAUSE -> "paused";
            case CUT -> "cut off";
            case DEAF -> "hears no member";
            case MUTE -> "heard by no member";
            case SLOW -> "slow network";
            case AHEAD -> "clock hours ahead";
            case BEHIND -> "clock hours behind";
            case FULL -> "disk full";
        };
    }

    private static String key(String style, String meaning) {
        return "<svg class='key' viewBox='0 0 8 8'><rect class='"
                + style
                + "' width='8' height='8'/></svg>"
                + meaning;
    }

    private static String row(Struck struck) {
        return String.format(
                Locale.ROOT,
                "<tr><td>%.2f s<td>%s<td>%s<td>%s<td>%.2f s%n",
                struck.fromNanos() / 1e9,
                struck.member(),
                struck.role().name().toLowerCase(Locale.ROOT),
                name(struck.blow()),
                (struck.toNanos() - struck.fromNanos()) / 1e9);
    }

    private static String row(Led led) {
        return String.format(
                Locale.ROOT,
                "<tr><td>%.2f s<td>%s<td>%d%n",
                led.atNanos() / 1e9,
                led.member(),
                led.term());
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
