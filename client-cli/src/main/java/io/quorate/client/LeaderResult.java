package io.quorate.client;

import java.util.Optional;

/**
 * Who leads at a revision.
 *
 * @param leader empty if nobody does
 */
public record LeaderResult(Header header, Optional<Leader> leader) implements Answer {}
