package io.quorate.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.adapter.http.JsonText;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Event;
import io.quorate.core.state.DigestVerdict;
import io.quorate.replica.digest.DigestEvent;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

class SentencesTest {

    private static final NodeId N2 = new NodeId("n2");
    private static final Pattern TOLD =
            Pattern.compile("\"kind\":\"(\\w+)\",\"text\":\"([^\"]*)\",\"times\":(\\d+)");

    private final Happenings happenings = new Happenings();
    private final Sentences sentences = new Sentences(happenings);

    /** Kind, sentence and how often, the oldest first. */
    private List<String> told() {
        var json = new JsonText().object();
        happenings.write(json, "events");
        var found = TOLD.matcher(json.end().toString());
        List<String> told = new ArrayList<>();
        while (found.find()) {
            told.add(found.group(1) + ": " + found.group(2) + " x" + found.group(3));
        }
        return told;
    }

    @Test
    void anElectionIsToldInSentences() {
        sentences.event(new Event.LeaderChanged(6, Optional.empty()));
        sentences.event(new Event.CampaignBegan(7, "no leader was heard of"));
        sentences.event(new Event.LeaderChanged(7, Optional.of(N2)));
        assertEquals(
                List.of(
                        "election: no leader is known x1",
                        "election: this node stands for election in term 7: no leader was heard of"
                                + " x1",
                        "election: n2 leads in term 7 x1"),
                told());
    }

    @Test
    void whatHappensAgainAndAgainStandsThereOnce() {
        for (int i = 0; i < 300; i++) {
            sentences.event(new Event.CampaignBegan(7, "no leader was heard of"));
        }
        sentences.event(new Event.LeaderChanged(7, Optional.of(N2)));
        assertEquals(
                List.of(
                        "election: this node stands for election in term 7: no leader was heard of"
                                + " x300",
                        "election: n2 leads in term 7 x1"),
                told());
    }

    @Test
    void onlyTheLastAreKept() {
        for (int term = 1; term <= 300; term++) {
            sentences.event(new Event.LeaderChanged(term, Optional.of(N2)));
        }
        assertEquals(100, told().size());
        assertEquals("election: n2 leads in term 201 x1", told().getFirst());
        assertEquals("election: n2 leads in term 300 x1", told().getLast());
    }

    @Test
    void aStoreThatStallsIsAnAlarmOnceUntilItGoesOn() {
        sentences.storeStalled();
        sentences.storeStalled();
        sentences.applied(1, 7);
        sentences.storeStalled();
        assertEquals(List.of("alarm: the store is stalled: committed entries wait x2"), told());
    }

    @Test
    void statesThatDifferAreAnAlarmAndThoseThatAreAlikeAreNoNews() {
        sentences.digest(new DigestEvent.Compared(3, new DigestVerdict.Alike()));
        sentences.digest(new DigestEvent.Condemned(new TreeSet<>(List.of(N2))));
        assertEquals(
                List.of("alarm: this node's state is not what it should be: it is not shown x1"),
                told());
    }
}
