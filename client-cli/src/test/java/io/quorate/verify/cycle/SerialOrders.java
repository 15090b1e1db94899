package io.quorate.verify.cycle;

import io.quorate.verify.History;
import io.quorate.verify.Invocation;
import io.quorate.verify.Operation;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tries every serial order that keeps to real time: the definition of strict serializability. */
final class SerialOrders {

    private SerialOrders() {}

    static boolean exist(History history) {
        List<Operation> left = new ArrayList<>();
        for (Operation operation : history.operations()) {
            if (!operation.isFail()) left.add(operation);
        }
        return goesOn(Map.of(), left);
    }

    private static boolean goesOn(Map<String, List<String>> lists, List<Operation> left) {
        if (left.stream().allMatch(Operation::isUnknown)) return true;
        for (Operation first : left) {
            if (left.stream().anyMatch(other -> other.precedes(first))) continue;
            Map<String, List<String>> after = new HashMap<>(lists);
            if (!carryOut(first, after)) continue;
            List<Operation> rest = new ArrayList<>(left);
            rest.remove(first);
            if (goesOn(after, rest)) return true;
        }
        return false;
    }

    private static boolean carryOut(Operation operation, Map<String, List<String>> lists) {
        var steps = ((Invocation.Transaction) operation.invocation()).steps();
        for (int i = 0; i < steps.size(); i++) {
            String key = steps.get(i).onlyKey().orElseThrow();
            List<String> list = new ArrayList<>(lists.getOrDefault(key, List.of()));
            if (steps.get(i) instanceof Invocation.Append append) {
                list.add(append.element());
                lists.put(key, list);
            } else if (operation.isOk()) {
                Response answer =
                        ((Response.Each) operation.response().orElseThrow()).steps().get(i);
                if (!answer.equals(new Response.Elements(list))) return false;
            }
        }
        return true;
    }
}
