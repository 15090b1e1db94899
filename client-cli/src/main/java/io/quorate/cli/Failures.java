package io.quorate.cli;

import io.quorate.client.KvException;
import io.quorate.client.core.LeaderHint;
import io.quorate.client.core.Outcome;
import io.quorate.client.core.Reason;

import java.util.List;

/** How a failure is told: what, why, what became of the operation, what to do next; one line. */
final class Failures {

    private Failures() {}

    /** The exit code of a failure. */
    static int exitCode(KvException why) {
        return switch (why.outcome()) {
            case DONE -> ExitCode.DONE;
            case UNKNOWN -> ExitCode.OUTCOME_UNKNOWN;
            case NOT_DONE ->
                    switch (why.reason()) {
                        case INVALID,
                                UNSUPPORTED,
                                KEYSPACE_NOT_FOUND,
                                NO_SPACE,
                                OVERLOADED,
                                CHANGE_IN_PROGRESS,
                                WOULD_LOSE_QUORUM,
                                WOULD_LOSE_SOUND_MAJORITY,
                                UNFIT_CHANGE,
                                NOT_HANDED_OVER,
                                FUTURE_REVISION,
                                FOREIGN_TOKEN,
                                OTHER_EPOCH,
                                FUTURE_FLOOR,
                                TOO_LARGE,
                                CLIENT_UNKNOWN,
                                SEQUENCE_SKIPPED,
                                ANSWER_NOT_KEPT,
                                COMPACTED,
                                LEASE_NOT_FOUND,
                                LEASE_EXISTS,
                                FENCE_STALE,
                                STATES_DIVIDED,
                                KEYSPACE_EXISTS,
                                KEYSPACE_FULL,
                                PROTOCOL_BROKEN ->
                                ExitCode.NOT_FOUND_OR_REFUSED;
                        case NOT_LEADER,
                                NO_LEADER,
                                OUTCOME_UNKNOWN,
                                SHUTTING_DOWN,
                                NOT_CONFIRMED,
                                BEHIND,
                                STATE_UNSOUND,
                                UNREACHABLE,
                                CONNECTION_LOST,
                                DEADLINE_PASSED,
                                CANCELLED ->
                                ExitCode.UNREACHABLE;
                    };
        };
    }

    /**
     * The line for people.
     *
     * @param verb the subcommand
     */
    static String words(String verb, KvException why) {
        String facts = why.facts().isEmpty() ? "" : " (" + why.facts() + ")";
        return "kvctl " + verb + ": " + what(why.reason()) + facts + "; " + became(verb, why) + ".";
    }

    /** The line for programs. */
    static String json(String verb, KvException why) {
        return json(verb, why.reason().name(), why.outcome(), why.facts(), why.leader());
    }

    /** The line for programs, of what no member was asked: nothing was done. */
    static String json(String verb, String reason, String facts) {
        return json(verb, reason, Outcome.NOT_DONE, facts, LeaderHint.NONE);
    }

    private static String json(
            String verb, String reason, Outcome outcome, String facts, LeaderHint leader) {
        return new Json()
                .object()
                .object("error")
                .field("command", verb)
                .field("reason", reason)
                .field("outcome", outcome.name())
                .field("facts", facts)
                .field("leader", leader.node())
                .field("leader_address", leader.address())
                .end()
                .end()
                .toString();
    }

    private static String what(Reason reason) {
        return switch (reason) {
            case NOT_LEADER -> "the leader could not be found";
            case NO_LEADER -> "the cluster has no leader at the moment";
            case OVERLOADED -> "the cluster is overloaded";
            case INVALID -> "the request is not valid";
            case UNSUPPORTED -> "the server does not offer this";
            case KEYSPACE_NOT_FOUND -> "the keyspace does not exist";
            case OUTCOME_UNKNOWN -> "the leader lost the lead or ran out of time";
            case NO_SPACE -> "the cluster's disks have no room";
            case SHUTTING_DOWN -> "the member is shutting down";
            case NOT_CONFIRMED -> "no member could confirm that its answer is current";
            case CHANGE_IN_PROGRESS -> "an earlier change is not over";
            case WOULD_LOSE_QUORUM -> "too few of the voters that would be left are up";
            case WOULD_LOSE_SOUND_MAJORITY ->
                    "too few of the voters that would be left have a sound state";
            case UNFIT_CHANGE -> "the change makes no sense";
            case NOT_HANDED_OVER -> "the leadership was not handed over in time";
            case FUTURE_REVISION -> "the revision has not been made yet";
            case BEHIND -> "no member that answers has come up to the session";
            case FOREIGN_TOKEN -> "the session is of another cluster";
            case OTHER_EPOCH -> "the cluster's state was restored, and the session is not of it";
            case FUTURE_FLOOR -> "the session's token says more than the cluster has made";
            case TOO_LARGE -> "it is too much for one change";
            case CLIENT_UNKNOWN -> "the cluster does not know this client any more";
            case SEQUENCE_SKIPPED -> "an earlier write of the client is not done";
            case ANSWER_NOT_KEPT -> "the write was made before, and its answer is not kept";
            case COMPACTED -> "what was asked for has been compacted away";
            case LEASE_NOT_FOUND -> "there is no such lease";
            case LEASE_EXISTS -> "there is such a lease already";
            case FENCE_STALE -> "the lock of the fence is not held any more";
            case STATE_UNSOUND -> "the member's state is not sound, and is being replaced";
            case STATES_DIVIDED -> "the members' states differ, and no majority is alike";
            case KEYSPACE_EXISTS -> "there is such a keyspace already";
            case KEYSPACE_FULL -> "the keyspace is full";
            case UNREACHABLE -> "no member could be reached";
            case CONNECTION_LOST -> "the connection broke";
            case DEADLINE_PASSED -> "no answer came in time";
            case CANCELLED -> "interrupted";
            case PROTOCOL_BROKEN -> "the server gave an answer that this kvctl cannot read";
        };
    }

    private static String became(String verb, KvException why) {
        boolean changesCluster = verb.startsWith("member ") || verb.startsWith("transfer");
        boolean write =
                List.of(
                                        "put",
                                        "delete",
                                        "txn",
                                        "lease grant",
                                        "lease revoke",
                                        "keyspace create",
                                        "keyspace alter",
                                        "keyspace delete",
                                        "compact")
                                .contains(verb)
                        || changesCluster;
        String operation = "the " + verb;
        if (why.outcome() == Outcome.DONE) return operation + " was done all the same";
        if (why.outcome() == Outcome.UNKNOWN) {
            return "the outcome of "
                    + operation
                    + " is unknown: it may have taken effect, or may still. "
                    + (changesCluster ? "See 'kvctl member list'" : "Read the key")
                    + " before trying again";
        }
        String undone = write ? operation + " was not done. " : "nothing was changed. ";
        return undone + next(why.reason());
    }

    private static String next(Reason reason) {
        return switch (reason) {
            case UNREACHABLE, CONNECTION_LOST ->
                    "Check that kvd runs there, or name other members with --endpoints";
            case NO_LEADER, NOT_LEADER, NOT_CONFIRMED ->
                    "See 'kvctl status' whether a majority of the members is up";
            case DEADLINE_PASSED -> "Try again, or allow more time with --timeout";
            case OVERLOADED, SHUTTING_DOWN, OUTCOME_UNKNOWN, STATE_UNSOUND -> "Try again";
            case STATES_DIVIDED ->
                    "See 'kvctl digest'; have the member lead whose state is to be kept ('kvctl"
                            + " transfer-leader'), then remove or replace the others ('kvctl"
                            + " member')";
            case NO_SPACE -> "Make room on the members' disks; reads go on meanwhile";
            case UNSUPPORTED, PROTOCOL_BROKEN ->
                    "Compare the versions: 'kvctl version', 'kvctl status'";
            case KEYSPACE_NOT_FOUND -> "Check --keyspace; see 'kvctl keyspace list'";
            case INVALID -> "Change the request";
            case CHANGE_IN_PROGRESS ->
                    "See 'kvctl member list', and try again when the change is over";
            case WOULD_LOSE_QUORUM -> "Bring the members that are down back first";
            case WOULD_LOSE_SOUND_MAJORITY ->
                    "See 'kvctl digest', and try again when the bad states are replaced";
            case UNFIT_CHANGE -> "See 'kvctl member list'";
            case NOT_HANDED_OVER -> "See 'kvctl member list' who leads, and try again";
            case FUTURE_REVISION -> "See 'kvctl status' for the newest";
            case BEHIND -> "Try again, or name more members with --endpoints";
            case FOREIGN_TOKEN -> "Check --endpoints, or begin a new session with another file";
            case OTHER_EPOCH, FUTURE_FLOOR -> "Begin a new session with another file";
            case TOO_LARGE -> "Do it in smaller parts";
            case LEASE_NOT_FOUND -> "See 'kvctl lease list'";
            case LEASE_EXISTS -> "Name another, or none";
            case FENCE_STALE -> "Take the lock again";
            case KEYSPACE_EXISTS -> "See 'kvctl keyspace list'";
            case KEYSPACE_FULL -> "Delete keys, or see 'kvctl keyspace alter'";
            case CLIENT_UNKNOWN, SEQUENCE_SKIPPED, ANSWER_NOT_KEPT -> "Read before trying again";
            case COMPACTED ->
                    "Read the keys as they are now, and watch from there; see 'kvctl status'";
            case CANCELLED -> "Run it again if you want it";
        };
    }
}
