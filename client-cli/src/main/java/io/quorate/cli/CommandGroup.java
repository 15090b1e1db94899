package io.quorate.cli;

/** A command that is nothing but others under one word. */
interface CommandGroup {

    /** The command line that it is of. */
    Kvctl kvctl();
}
