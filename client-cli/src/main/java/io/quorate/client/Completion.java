package io.quorate.client;

/**
 * Takes the end of a call, on the client's event loop: it must not block and must not throw. New
 * calls may be made from it.
 */
public interface Completion<T> {

    /** The operation is done. */
    void succeeded(T result);

    /** The operation failed; the exception says what became of it. */
    void failed(KvException why);
}
