package io.quorate.core.raft;

/** What a server is in its term (Figure 4), with pre-candidates beside (thesis 9.6). */
enum Role {
    FOLLOWER,
    PRE_CANDIDATE,
    CANDIDATE,
    LEADER
}
