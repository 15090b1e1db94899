package io.quorate.deploy.service;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Finds the fields of a manifest that the schema does not know, wherever they are in it. */
final class Unknown {

    private static final String MODEL = "io.fabric8.kubernetes.api.model";
    private static final String REST = "getAdditionalProperties";

    private final List<String> found = new ArrayList<>();

    private Unknown() {}

    /** The unknown fields in an object, each with the way to it. */
    static List<String> in(Object object, String where) {
        var unknown = new Unknown();
        unknown.look(object, where);
        return List.copyOf(unknown.found);
    }

    private void look(Object value, String where) {
        switch (value) {
            case null -> {}
            case List<?> list -> list.forEach(each -> look(each, where + "[]"));
            case Map<?, ?> map -> map.forEach((key, each) -> look(each, where + "." + key));
            default -> {
                if (value.getClass().getName().startsWith(MODEL)) lookInside(value, where);
            }
        }
    }

    private void lookInside(Object value, String where) {
        for (Method method : value.getClass().getMethods()) {
            boolean isGetter =
                    method.getName().startsWith("get")
                            && method.getParameterCount() == 0
                            && method.getDeclaringClass() == value.getClass();
            if (!isGetter) continue;
            Object inside = invoke(method, value);
            if (!method.getName().equals(REST)) {
                look(inside, where + "." + method.getName().substring("get".length()));
            } else if (inside instanceof Map<?, ?> rest) {
                rest.keySet().forEach(field -> found.add(where + "." + field));
            }
        }
    }

    private static Object invoke(Method getter, Object value) {
        try {
            return getter.invoke(value);
        } catch (ReflectiveOperationException unreadable) {
            throw new AssertionError(getter + " cannot be read", unreadable);
        }
    }
}
