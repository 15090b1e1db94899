package io.quorate.core.vote;

import io.quorate.core.engine.Members;
import io.quorate.core.engine.Membership;

/** Which sets of nodes decide under a replicated membership. */
public final class Quorums {

    private Quorums() {}

    /**
     * A majority of the voters; while a change is joint, "agreement (for elections and entry
     * commitment) requires separate majorities from both the old and new configurations" (section
     * 6).
     */
    public static Membership of(Members members) {
        if (!members.isJoint()) {
            return new MajorityMembership(members.voters(), members.learners());
        }
        return new JointMembership(members.voters(), members.nextVoters(), members.learners());
    }
}
