package io.quorate.simulation;

import io.quorate.core.engine.Durable;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Entry;
import io.quorate.core.raft.RaftMessage;

import java.util.List;

/** What happened, in words short enough to be read by the hundred. */
final class Rendering {

    private Rendering() {}

    static String of(Object detail) {
        return switch (detail) {
            case RaftMessage.AppendEntries append ->
                    "AppendEntries[term="
                            + append.term()
                            + ", prev="
                            + append.prevLog()
                            + ", entries="
                            + entries(append.entries())
                            + ", commit="
                            + append.leaderCommit()
                            + ", round="
                            + append.round()
                            + ", heldByAll="
                            + append.heldByAll()
                            + "]";
            case Effect.Persist persist -> "Persist[" + persist.ticket() + records(persist) + "]";
            case List<?> several -> several(several);
            default -> detail.toString();
        };
    }

    private static String several(List<?> several) {
        var text = new StringBuilder();
        for (Object one : several) text.append(text.isEmpty() ? "" : " + ").append(of(one));
        return text.toString();
    }

    private static String records(Effect.Persist persist) {
        var text = new StringBuilder();
        for (Durable record : persist.records()) {
            text.append(", ")
                    .append(
                            switch (record) {
                                case Durable.Promised promised -> promised.promise().toString();
                                case Durable.Written written -> entries(written.entries());
                                case Durable.Truncated cut -> "cut from " + cut.from();
                                case Durable.Rebased rebased -> "anew behind " + rebased.base();
                                case Durable.Mended mended -> "mended";
                            });
        }
        return text.toString();
    }

    private static String entries(List<Entry> entries) {
        if (entries.isEmpty()) return "none";
        Entry last = entries.getLast();
        return entries.getFirst().index()
                + ".."
                + last.index()
                + "@"
                + entries.getFirst().term()
                + (last.term() == entries.getFirst().term() ? "" : ".." + last.term());
    }
}
