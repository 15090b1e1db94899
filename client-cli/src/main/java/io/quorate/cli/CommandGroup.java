package io.quorate.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.util.concurrent.Callable;

/** A command that is nothing but others under one word. */
abstract class CommandGroup implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @ParentCommand private Kvctl kvctl;

    /** The command line that it is of. */
    final Kvctl kvctl() {
        return kvctl;
    }

    @Override
    public final Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
