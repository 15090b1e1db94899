package io.quorate.boot;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The settings that {@code KVD_*} environment variables give. An unknown one is refused, since a
 * slip in {@code KVD_INITIAL_CLUSTER} would quietly make a cluster of one.
 *
 * @param settings what they give
 * @param problems what is wrong with them, a line each
 */
record Environment(Map<Setting, Given> settings, List<String> problems) {

    /**
     * What is left alone: the launcher's JVM options, and what Kubernetes sets in every container
     * beside a service that is called kvd.
     */
    private static final Pattern NOT_OURS =
            Pattern.compile("KVD_(JAVA_OPTS|SERVICE_HOST|SERVICE_PORT.*|PORT|PORT_.*)");

    static Environment read(Map<String, String> variables) {
        Map<Setting, Given> settings = new TreeMap<>();
        Map<String, String> unknown = new TreeMap<>();
        for (var variable : variables.entrySet()) {
            String name = variable.getKey();
            if (name.startsWith(Setting.VARIABLE_PREFIX) && !NOT_OURS.matcher(name).matches()) {
                unknown.put(name, variable.getValue());
            }
        }
        for (Setting setting : Setting.values()) {
            String value = unknown.remove(setting.variable());
            if (value != null) settings.put(setting, new Given(value, setting.variable()));
        }
        List<String> problems = new ArrayList<>();
        for (String name : unknown.keySet()) {
            problems.add(
                    "unknown environment variable "
                            + BadValue.quoted(name)
                            + NearestName.hint(name, Setting.variables()));
        }
        return new Environment(settings, problems);
    }
}
