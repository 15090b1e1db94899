package io.quorate.core.state;

/** What a transaction can do: what an entry can, and read. */
public sealed interface Operation permits Command, Query {}
