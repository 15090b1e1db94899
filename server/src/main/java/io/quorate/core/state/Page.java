package io.quorate.core.state;

import java.util.List;

/**
 * A stretch of a range, in the order that was asked for.
 *
 * @param versions the keys of the stretch
 * @param last whether the range holds nothing beyond it
 */
public record Page(List<KeyVersion> versions, boolean last) {}
