package io.quorate.architecture;

import com.tngtech.archunit.lang.ArchRule;

import java.util.List;

/**
 * A rule of the house, and classes of the test tree that break it: a rule that does not find them
 * is worth nothing.
 *
 * @param name a claim
 * @param rule what holds it
 * @param offenders each breaks the rule by itself
 */
record Law(String name, ArchRule rule, List<Class<?>> offenders) {

    static Law of(String name, ArchRule rule, Class<?>... offenders) {
        return new Law(name, rule.allowEmptyShould(true), List.of(offenders));
    }

    @Override
    public String toString() {
        return name;
    }
}
