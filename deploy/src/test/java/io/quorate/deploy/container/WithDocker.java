package io.quorate.deploy.container;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Tests that run wherever a Docker engine answers, and say so loudly where none does. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(WithDocker.Condition.class)
public @interface WithDocker {

    /** Asks the engine. */
    final class Condition implements ExecutionCondition {

        private static final boolean ANSWERS = Docker.answers();

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (ANSWERS) return ConditionEvaluationResult.enabled("a Docker engine answers");
            String reason =
                    "NO DOCKER ENGINE ANSWERS: " + context.getDisplayName() + " IS LEFT OUT";
            System.err.println("\n**** " + reason + " ****\n");
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
