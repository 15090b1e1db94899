package io.quorate.cli;

import picocli.CommandLine.Command;

@Command(
        name = "keyspace",
        synopsisSubcommandLabel = "COMMAND",
        description = "Makes, shows and ends keyspaces: each has keys and limits of its own.",
        subcommands = {
            KeyspaceCreateCommand.class,
            KeyspaceListCommand.class,
            KeyspaceDescribeCommand.class,
            KeyspaceAlterCommand.class,
            KeyspaceDeleteCommand.class
        },
        footer = {
            "",
            "A name is 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or a digit.",
            "--keyspace NAME (or KVCTL_KEYSPACE) has other commands work in one.",
            "",
            "Examples:",
            "  kvctl keyspace create orders --max-keys 100000 --max-bytes 1000000000",
            "  kvctl --keyspace orders put 17 shipped",
            "  kvctl keyspace describe orders",
            "  kvctl keyspace delete orders"
        })
final class KeyspaceCommand extends CommandGroup {}
