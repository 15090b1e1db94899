package io.quorate.core.state;

/** What a transaction can do: change and read. */
public sealed interface Operation permits Command.Change, Query {}
