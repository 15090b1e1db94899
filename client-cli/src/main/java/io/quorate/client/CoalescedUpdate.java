package io.quorate.client;

import java.util.List;

/** What a {@link CoalescingWatch} shows next. */
public sealed interface CoalescedUpdate {

    /** Changes, or a mark, as any watch shows them. */
    record Changed(WatchUpdate update) implements CoalescedUpdate {}

    /**
     * A page of the state of all watched keys at one revision, in the order of keys. It comes
     * instead of changes that are given up: what was known before counts no more. A key that is on
     * none of the pages does not exist at that revision, and what follows is later.
     *
     * @param node the id of the member that showed it
     * @param first whether it is the first page: a state whose pages have begun may begin anew
     * @param last whether it is the last page
     */
    record State(String node, long revision, List<KeyValue> kvs, boolean first, boolean last)
            implements CoalescedUpdate {}
}
