package io.quorate.simulation;

import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.Effect;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Input;

import java.util.List;
import java.util.function.Consumer;

/** An engine whose inputs and effects somebody watches, before they are done. */
final class ObservedEngine implements Engine {

    private final Engine engine;
    private final Consumer<Input> inputs;
    private final Consumer<Effect> watcher;

    ObservedEngine(Engine engine, Consumer<Input> inputs, Consumer<Effect> effects) {
        this.engine = engine;
        this.inputs = inputs;
        this.watcher = effects;
    }

    @Override
    public Bearings bearings() {
        return engine.bearings();
    }

    @Override
    public EngineStatus status() {
        return engine.status();
    }

    @Override
    public List<Effect> step(long nowNanos, Input input) {
        inputs.accept(input);
        List<Effect> effects = engine.step(nowNanos, input);
        for (int i = 0; i < effects.size(); i++) watcher.accept(effects.get(i));
        return effects;
    }
}
