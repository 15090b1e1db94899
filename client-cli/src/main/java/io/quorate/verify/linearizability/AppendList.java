package io.quorate.verify.linearizability;

import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Operation;
import io.quorate.verify.Outcome;
import io.quorate.verify.Response;

import java.util.List;
import java.util.Optional;

/**
 * A list that grows at its end. The longest list that anybody read says in which order all that it
 * holds was appended, in any linearization; so the state is how much of it is there, and an append
 * that does not come next in it leads nowhere. What no reply shows comes after all of it, and in
 * which order does not matter.
 */
public final class AppendList implements Model<AppendList.Prefix> {

    /**
     * The list so far.
     *
     * @param size how long it is; everything beyond what was ever read counts as one element
     * @param last its last element; empty if there is none
     */
    public record Prefix(int size, String last) {

        @Override
        public String toString() {
            return size == 0 ? "an empty list" : "a list of " + size + " that ends in " + last;
        }
    }

    private static final String BEYOND = "what nobody read";

    private final List<String> longest;

    private AppendList(List<String> longest) {
        this.longest = longest;
    }

    /** The model of a list with these operations. */
    public static AppendList of(List<Operation> operations) {
        List<String> longest = List.of();
        for (Operation operation : operations) {
            List<String> elements = elements(operation);
            if (elements.size() > longest.size()) longest = elements;
        }
        return new AppendList(longest);
    }

    private static List<String> elements(Operation operation) {
        return operation.outcome() instanceof Outcome.Ok(Response response, long revision)
                        && response instanceof Response.Elements(List<String> elements)
                ? elements
                : List.of();
    }

    @Override
    public Prefix initial() {
        return new Prefix(0, "");
    }

    @Override
    public Optional<Prefix> step(Prefix list, Operation operation) {
        Optional<Prefix> after =
                switch (operation.invocation()) {
                    case Invocation.Append(String key, String element) -> append(list, element);
                    case Invocation.ReadList(String key, Level level) -> Optional.of(list);
                    default -> throw new IllegalArgumentException("not of a list: " + operation);
                };
        return after.filter(state -> answers(operation, state));
    }

    private Optional<Prefix> append(Prefix list, String element) {
        if (list.size() > longest.size()) return Optional.of(list);
        if (list.size() == longest.size()) return Optional.of(new Prefix(list.size() + 1, BEYOND));
        if (!longest.get(list.size()).equals(element)) return Optional.empty();
        return Optional.of(new Prefix(list.size() + 1, element));
    }

    private boolean answers(Operation operation, Prefix list) {
        if (!(operation.outcome() instanceof Outcome.Ok(Response response, long revision))) {
            return true;
        }
        return switch (response) {
            case Response.Elements(List<String> elements) ->
                    list.size() == elements.size()
                            && elements.equals(longest.subList(0, list.size()));
            case Response.Stored stored -> true;
            default -> false;
        };
    }

    @Override
    public Optional<String> name(Prefix list) {
        return Optional.of(Integer.toString(list.size()));
    }

    @Override
    public Optional<String> nameNeeded(Operation operation) {
        return operation.outcome() instanceof Outcome.Ok(Response response, long revision)
                        && response instanceof Response.Elements(List<String> elements)
                ? Optional.of(Integer.toString(elements.size()))
                : Optional.empty();
    }

    @Override
    public Optional<String> mark(Operation operation) {
        return operation.invocation() instanceof Invocation.Append(String key, String element)
                ? Optional.of(element)
                : Optional.empty();
    }

    @Override
    public List<String> marksSeen(Operation operation) {
        return elements(operation);
    }

    /** Every read shows all that was appended. */
    @Override
    public boolean isUnseenWithoutTrace(List<Operation> operations) {
        return true;
    }
}
