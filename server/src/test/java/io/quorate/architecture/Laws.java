package io.quorate.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import io.quorate.adapter.offender.NamesRaft;
import io.quorate.adapter.offender.SeesAnotherAdapter;
import io.quorate.adapter.offender.SeesBoot;
import io.quorate.adapter.offender.SeesTheWire;
import io.quorate.core.offender.Indeterminate;
import io.quorate.core.offender.OffenderManager;
import io.quorate.core.offender.SeesAdapter;
import io.quorate.core.offender.SeesReplica;
import io.quorate.core.paxos.offender.SeesAnotherProtocol;
import io.quorate.replica.offender.NamesAnEngine;
import io.quorate.replica.offender.SeesBootFromRing2;

import java.util.stream.Stream;

/** The import rules of ARCHITECTURE.md, and the rules of determinism. */
final class Laws {

    private static final String CORE = "io.quorate.core..";
    private static final String REPLICA = "io.quorate.replica..";
    private static final String ADAPTER = "io.quorate.adapter..";
    private static final String BOOT = "io.quorate.boot..";
    private static final String RAFT = "io.quorate.core.raft..";
    private static final String[] WIRE = {
        "io.quorate.v1..", "io.quorate.peer..", "com.google.protobuf..", "io.grpc.."
    };

    private Laws() {}

    static Stream<Law> all() {
        return Stream.of(
                Law.of(
                        "ring 1 knows neither ring 2 nor ring 3",
                        noClasses()
                                .that()
                                .resideInAPackage(CORE)
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(REPLICA, ADAPTER, BOOT),
                        SeesReplica.class,
                        SeesAdapter.class),
                Law.of(
                        "ring 2 knows no ring 3",
                        noClasses()
                                .that()
                                .resideInAPackage(REPLICA)
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(ADAPTER, BOOT),
                        SeesBootFromRing2.class),
                Law.of(
                        "rings 1 and 2 are deterministic and know no library",
                        classes()
                                .that()
                                .resideInAnyPackage(CORE, REPLICA)
                                .should(new Determinism()),
                        Indeterminate.class.getDeclaredClasses()),
                Law.of(
                        "adapters do not know boot",
                        noClasses()
                                .that()
                                .resideInAPackage(ADAPTER)
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(BOOT),
                        SeesBoot.class),
                Law.of(
                        "adapters do not know one another",
                        slices().matching("io.quorate.adapter.(*)..")
                                .should()
                                .notDependOnEachOther(),
                        SeesAnotherAdapter.class),
                Law.of(
                        "protocols do not know one another",
                        slices().matching("io.quorate.core.(raft|paxos|dynamo|swim|state)..")
                                .should()
                                .notDependOnEachOther(),
                        SeesAnotherProtocol.class),
                Law.of(
                        "only adapter.grpc sees the wire",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages("io.quorate.adapter.grpc..")
                                .should()
                                .dependOnClassesThat()
                                .resideInAnyPackage(WIRE),
                        SeesTheWire.class),
                Law.of(
                        "only core.raft, its translation and boot name core.raft",
                        noClasses()
                                .that()
                                .resideOutsideOfPackages(
                                        RAFT, "io.quorate.adapter.grpc.raft..", BOOT)
                                .should()
                                .dependOnClassesThat()
                                .resideInAPackage(RAFT),
                        NamesRaft.class,
                        NamesAnEngine.class),
                Law.of(
                        "a class is named for what it is",
                        noClasses()
                                .should()
                                .haveSimpleNameEndingWith("Impl")
                                .orShould()
                                .haveSimpleNameEndingWith("Manager")
                                .orShould()
                                .haveSimpleNameEndingWith("Helper")
                                .orShould()
                                .haveSimpleNameEndingWith("Util")
                                .orShould()
                                .haveSimpleNameEndingWith("Utils"),
                        OffenderManager.class));
    }
}
