package io.quorate.deploy.chaos;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A cluster of its own for one round, all of whose members are ready when it is handed out. */
interface Target extends AutoCloseable {

    /** Makes a cluster for a round, of so many members. */
    @FunctionalInterface
    interface Maker {

        /**
         * @param name distinct for each round of a test
         */
        Target make(String name, int members);
    }

    /** The ports of a member that has an address to itself. */
    int CLIENTS = 7101;

    int PEERS = 7201;
    int HTTP = 7301;

    /** Who lives for seconds is spared the compiler that pays off after minutes. */
    Map<String, String> SHORT_LIFE = Map.of("KVD_JAVA_OPTS", "-XX:TieredStopAtLevel=1");

    /** Its members; always the same. */
    List<Member> members();

    /** What can befall them here. */
    Set<Blow> blows();

    /** The clients' addresses of all members. */
    default List<String> addresses() {
        return members().stream().map(Member::clientAddress).collect(Collectors.toList());
    }

    /** Ends all that it has started. */
    @Override
    void close();
}
