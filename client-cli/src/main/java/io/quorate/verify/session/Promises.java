package io.quorate.verify.session;

import io.quorate.verify.Operation;

import java.util.Set;

/** Which guarantees an operation was promised; each session may have others. */
public interface Promises {

    /** Whether the operation is to keep it. */
    boolean isPromised(Operation operation, Guarantee guarantee);

    /** The same to all. */
    static Promises ofAll(Set<Guarantee> guarantees) {
        return (_, guarantee) -> guarantees.contains(guarantee);
    }
}
