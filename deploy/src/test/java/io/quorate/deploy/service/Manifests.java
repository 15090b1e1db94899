package io.quorate.deploy.service;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Manifests read into the classes that are generated from Kubernetes' own schema. They keep what
 * they do not know in maps of their own; here anything in such a map is an error, as is a value of
 * a wrong type, and a key that is there twice.
 *
 * @param objects in the order of the file
 */
record Manifests(List<Object> objects) {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

    private static final Map<String, Class<?>> KINDS =
            Map.of(
                    "v1 Service", Service.class,
                    "policy/v1 PodDisruptionBudget", PodDisruptionBudget.class,
                    "apps/v1 StatefulSet", StatefulSet.class);

    /** The objects of a file. */
    static Manifests of(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The objects of a text. */
    static Manifests parse(String yaml) {
        List<Object> objects = new ArrayList<>();
        var settings = LoadSettings.builder().setAllowDuplicateKeys(false).build();
        for (Object document : new Load(settings).loadAllFromString(yaml)) {
            JsonNode tree = MAPPER.valueToTree(document);
            String kind = tree.path("apiVersion").asString() + " " + tree.path("kind").asString();
            Class<?> type = KINDS.get(kind);
            if (type == null) throw new IllegalArgumentException("no " + kind + " is expected");
            Object object = MAPPER.treeToValue(tree, type);
            List<String> unknown = Unknown.in(object, kind);
            if (!unknown.isEmpty()) throw new IllegalArgumentException("unknown: " + unknown);
            objects.add(object);
        }
        return new Manifests(objects);
    }

    /** All of a kind. */
    <T> List<T> all(Class<T> kind) {
        return objects.stream().filter(kind::isInstance).map(kind::cast).toList();
    }
}
