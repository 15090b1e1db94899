package io.quorate.replica.digest;

import io.quorate.core.NodeId;
import io.quorate.core.engine.Member;
import io.quorate.core.engine.Members;
import io.quorate.core.state.DigestReport;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestReport.Weight;
import io.quorate.core.state.DigestReports;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What members said of the newest entry that any of them has spoken of. */
final class Collecting {

    private final SortedMap<NodeId, Said> said = new TreeMap<>();
    private long index;

    void take(long of, NodeId node, Said what) {
        if (of < index) return;
        if (of > index) said.clear();
        index = of;
        said.put(node, what);
    }

    /** For the log: one report for each of these members. */
    DigestReports of(Members members) {
        List<DigestReport> all = new ArrayList<>();
        for (Member member : members.members()) {
            Said what = said.getOrDefault(member.id(), new Said.Silent());
            all.add(new DigestReport(member.id(), weight(members, member), what));
        }
        return new DigestReports(index, all);
    }

    /** While two memberships decide jointly whoever votes in either counts. */
    private static Weight weight(Members members, Member member) {
        boolean votes =
                member.now() == Member.Standing.VOTER
                        || (members.phase() == Members.Phase.JOINT
                                && member.next() == Member.Standing.VOTER);
        return votes ? Weight.VOTER : Weight.LEARNER;
    }
}
