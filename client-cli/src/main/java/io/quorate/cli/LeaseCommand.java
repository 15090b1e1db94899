package io.quorate.cli;

import picocli.CommandLine.Command;

@Command(
        name = "lease",
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, keeps and ends leases: keys that are attached to one go with it.",
        subcommands = {
            LeaseGrantCommand.class,
            LeaseKeepAliveCommand.class,
            LeaseTtlCommand.class,
            LeaseRevokeCommand.class,
            LeaseListCommand.class
        },
        footer = {
            "",
            "A lease's time is the cluster's: never shorter than was asked for, and longer by the",
            "time in which nobody led.",
            "",
            "Examples:",
            "  kvctl lease grant 30s              prints the lease's id",
            "  kvctl put --lease 17 owner me      goes when lease 17 ends",
            "  kvctl lease keep-alive 17          until Ctrl-C",
            "  kvctl lease revoke 17"
        })
final class LeaseCommand extends CommandGroup {}
