package io.quorate.simulation;

import io.quorate.client.core.Input;
import io.quorate.client.core.Sent;

import java.util.function.Consumer;

/**
 * One sending of a question to one node: from the connection to the answer, or to its end without.
 *
 * @param <T> what the question is answered with
 */
final class Attempt<T> implements SimulatedHost.Caller {

    /** Whom the attempt tells how it ended. */
    interface Owner<T> {

        /** The node has answered. */
        void answered(Attempt<T> attempt, T reply);

        /** The attempt ended otherwise. */
        void ended(Attempt<T> attempt, Input input);
    }

    private final ClientLink link;
    private final Question<T> question;
    private final Owner<T> owner;
    private Sent sent;
    private boolean isOver;

    Attempt(ClientLink link, Question<T> question, Owner<T> owner) {
        this.link = link;
        this.question = question;
        this.owner = owner;
        sent = link.isConnected() ? Sent.MAYBE : Sent.NEVER;
    }

    /** Whether the request may have reached the node. */
    Sent sent() {
        return sent;
    }

    SimulatedHost host() {
        return link.host();
    }

    void saw(Situation situation) {
        link.saw(situation);
    }

    void begin() {
        if (sent == Sent.MAYBE) link.toNode(this::arrive, this::connectionClosed);
        else link.connect(this::connected, this::refused);
    }

    private void connected() {
        if (isOver) return;
        sent = Sent.MAYBE;
        link.toNode(this::arrive, this::connectionClosed);
    }

    private void refused() {
        end(new Input.Broken(Sent.NEVER, "connection refused"));
    }

    private void arrive() {
        if (isOver) link.saw(Situation.LATE_REQUEST_ARRIVED);
        boolean isTaken = host().request(this, () -> question.request(this));
        if (!isTaken) connectionClosed();
    }

    /** The node answers. */
    void reply(T reply) {
        back(attempt -> attempt.succeed(reply));
    }

    /** The node says that it does not. */
    void refuse(Input refusal) {
        back(attempt -> attempt.end(refusal));
    }

    private void back(Consumer<Attempt<T>> what) {
        host().forget(this);
        link.toClient(() -> what.accept(this), this::connectionClosed);
    }

    private void succeed(T reply) {
        if (isOver) return;
        isOver = true;
        owner.answered(this, reply);
    }

    private void end(Input input) {
        if (isOver) return;
        isOver = true;
        owner.ended(this, input);
    }

    @Override
    public void connectionClosed() {
        link.closed();
        if (isOver) return;
        link.inAMoment(() -> end(new Input.Broken(sent, "connection reset")));
    }

    /** The caller waits no more; the node may still take what was sent. */
    void abandon() {
        if (isOver) return;
        host().forget(this);
        end(new Input.Broken(sent, "given up by the caller"));
    }
}
