package io.quorate.deploy.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.quorate.deploy.Distribution;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The manifest for Kubernetes: known to its schema, and true to itself and to the image. */
class KubernetesIT {

    private static final Path DEPLOY = Distribution.home().getParent().getParent();
    private static final Path FILE = DEPLOY.resolve("kubernetes/quorate.yaml");

    private final Manifests manifests = Manifests.of(FILE);
    private final StatefulSet set = manifests.all(StatefulSet.class).getFirst();
    private final Container kvd = set.getSpec().getTemplate().getSpec().getContainers().getFirst();

    @ParameterizedTest
    @CsvSource({
        "replicas: 3, replica: 3",
        "replicas: 3, replicas: three",
        "periodSeconds: 2, periodSecond: 2",
        "readOnlyRootFilesystem, readOnlyRootFileSystem",
        "maxUnavailable: 1, maxUnavailabel: 1",
        "kind: StatefulSet, kind: StatefullSet",
        "serviceName: quorate, replicas: 3",
    })
    void aSlipIsFound(String right, String wrong) throws IOException {
        String yaml = Files.readString(FILE);
        assertTrue(yaml.contains(right), right);
        String slipped = yaml.replaceFirst(right, wrong);
        assertThrows(RuntimeException.class, () -> Manifests.parse(slipped));
    }

    @Test
    void thePodsAreThoseThatAllElseSelects() {
        Map<String, String> labels = set.getSpec().getTemplate().getMetadata().getLabels();
        assertEquals(labels, set.getSpec().getSelector().getMatchLabels());
        for (Service service : manifests.all(Service.class)) {
            assertEquals(labels, service.getSpec().getSelector());
        }
        for (PodDisruptionBudget budget : manifests.all(PodDisruptionBudget.class)) {
            assertEquals(labels, budget.getSpec().getSelector().getMatchLabels());
            assertEquals(1, budget.getSpec().getMaxUnavailable().getIntVal());
        }
    }

    @Test
    void theMembersAreThePodsByTheNamesThatTheHeadlessServiceGivesThem() {
        Service headless =
                manifests.all(Service.class).stream()
                        .filter(service -> "None".equals(service.getSpec().getClusterIP()))
                        .findFirst()
                        .orElseThrow();
        String service = headless.getMetadata().getName();
        assertEquals(service, set.getSpec().getServiceName());
        assertEquals(true, headless.getSpec().getPublishNotReadyAddresses());
        String name = set.getMetadata().getName();
        List<String> hosts =
                IntStream.range(0, set.getSpec().getReplicas())
                        .mapToObj(i -> name + "-" + i + "." + service)
                        .toList();
        String members =
                hosts.stream()
                        .map(host -> host.substring(0, host.indexOf('.')) + "=" + host + ":7201")
                        .collect(Collectors.joining(","));
        String clients = hosts.stream().map(h -> h + ":7101").collect(Collectors.joining(","));
        assertEquals(members, environment("KVD_INITIAL_CLUSTER").getValue());
        assertEquals(clients, environment("KVCTL_ENDPOINTS").getValue());
        assertEquals(
                "metadata.name", environment("KVD_ID").getValueFrom().getFieldRef().getFieldPath());
    }

    private EnvVar environment(String name) {
        return kvd.getEnv().stream()
                .filter(v -> v.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void portsAndPathsAreTheImages() throws IOException {
        String dockerfile = Files.readString(DEPLOY.resolve("Dockerfile"));
        Map<String, Integer> ports =
                kvd.getPorts().stream()
                        .collect(
                                Collectors.toMap(
                                        ContainerPort::getName, ContainerPort::getContainerPort));
        assertTrue(dockerfile.contains("KVD_CLIENT_LISTEN=0.0.0.0:" + ports.get("clients")));
        assertTrue(dockerfile.contains("KVD_PEER_LISTEN=0.0.0.0:" + ports.get("peers")));
        assertTrue(dockerfile.contains("KVD_HTTP_LISTEN=0.0.0.0:" + ports.get("http")));
        for (Service service : manifests.all(Service.class)) {
            for (var port : service.getSpec().getPorts()) {
                assertEquals(ports.get(port.getTargetPort().getStrVal()), port.getPort());
            }
        }
        Stream.of(kvd.getStartupProbe(), kvd.getLivenessProbe(), kvd.getReadinessProbe())
                .map(Probe::getHttpGet)
                .forEach(get -> assertEquals("http", get.getPort().getStrVal()));
        String data = kvd.getVolumeMounts().getFirst().getMountPath();
        assertTrue(dockerfile.contains("VOLUME " + data));
        assertEquals(
                kvd.getVolumeMounts().getFirst().getName(),
                set.getSpec().getVolumeClaimTemplates().getFirst().getMetadata().getName());
        long user = set.getSpec().getTemplate().getSpec().getSecurityContext().getRunAsUser();
        assertTrue(dockerfile.contains("--uid " + user), "who owns the volume");
    }
}
