package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestReport.Weight;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What all members said of their states as one entry left them.
 *
 * @param index the entry's; 0: none, and no reports
 * @param all one for each member
 */
public record DigestReports(long index, List<DigestReport> all) {

    /** Before anybody said anything. */
    public static final DigestReports NONE = new DigestReports(0, List.of());

    private static final int SILENT = 0;
    private static final int DAMAGED = 1;
    private static final int COMES = 2;
    private static final int LEARNER = 4;

    void write(RowWriter to) {
        to.varint(index).varint(all.size());
        for (DigestReport report : all) {
            int flags = report.weight() == Weight.LEARNER ? LEARNER : 0;
            to.sized(Bytes.utf8(report.node().name()));
            switch (report.said()) {
                case Said.Silent _ -> to.unsignedByte(flags | SILENT);
                case Said.Damaged _ -> to.unsignedByte(flags | DAMAGED);
                case Said.Comes(long revision, Digest digest) ->
                        to.unsignedByte(flags | COMES).varint(revision).raw(digest.encode());
            }
        }
    }

    static DigestReports read(RowReader from) {
        long index = from.varint();
        int count = from.intVarint();
        List<DigestReport> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            var name = new String(from.sized().toArray(), StandardCharsets.UTF_8);
            if (!NodeId.isValid(name)) throw from.broken("names the node '" + name + "'");
            int flags = from.unsignedByte();
            Weight weight = (flags & LEARNER) == 0 ? Weight.VOTER : Weight.LEARNER;
            all.add(new DigestReport(new NodeId(name), weight, said(from, flags & ~LEARNER)));
        }
        return new DigestReports(index, all);
    }

    private static Said said(RowReader from, int code) {
        return switch (code) {
            case SILENT -> new Said.Silent();
            case DAMAGED -> new Said.Damaged();
            case COMES -> new Said.Comes(from.varint(), Digest.decode(from.take(Digest.BYTES)));
            default -> throw from.broken("has the unknown report " + code);
        };
    }
}
