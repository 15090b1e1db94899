package io.quorate.cli;

import picocli.CommandLine.Command;

@Command(
        name = "member",
        synopsisSubcommandLabel = "COMMAND",
        description = "Shows and changes who the cluster's members are.",
        subcommands = {
            MemberListCommand.class,
            MemberAddCommand.class,
            MemberRemoveCommand.class,
            MemberReplaceCommand.class,
            MemberPromoteCommand.class
        },
        footer = {
            "",
            "A change is accepted by the leader and then carried to its end by whoever leads: new",
            "voters first get the log, and vote once they have caught up. One that would leave",
            "fewer voters up than are needed to go on is refused. An id that was removed is never",
            "used again: a node that lost its disk is replaced by one with a new id.",
            "",
            "Examples:",
            "  kvctl member list",
            "  kvctl member add n4=10.0.0.4:7201",
            "  kvctl member replace n2 n5=10.0.0.5:7201"
        })
final class MemberCommand extends CommandGroup {}
