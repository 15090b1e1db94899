package io.quorate.boot;

import io.quorate.adapter.grpc.ClusterIds;
import io.quorate.core.Bytes;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Which cluster a node is in: by its settings, by what was restored, or by asking. */
final class ItsCluster {

    private ItsCluster() {}

    /**
     * What a node is to be, in its cluster. One that restores a snapshot has done so then.
     *
     * @throws CannotStart if nothing can be restored, nobody answers, or it cannot be told
     */
    static KvdConfig of(KvdConfig config) throws CannotStart {
        if (config.isJoining()) return joining(config);
        if (config.restoreFrom().isPresent()) Restoration.run(config, config.restoreFrom().get());
        try {
            Optional<Bytes> restored = DataDirectory.restored(config.dataDir());
            return restored.map(snapshot -> Restoration.clusterId(config.clusterId(), snapshot))
                    .map(config::inCluster)
                    .orElse(config);
        } catch (DataDirectoryRefused refused) {
            throw new CannotStart(refused.getMessage(), refused);
        }
    }

    /** A node that joins asks which cluster it is, once: then its directory says it. */
    private static KvdConfig joining(KvdConfig config) throws CannotStart {
        try {
            OptionalLong known = DataDirectory.clusterId(config.dataDir());
            if (known.isPresent()) return config.inCluster(known.getAsLong());
            List<String> members = config.join().stream().map(HostPort::toString).toList();
            return config.inCluster(ClusterIds.ask(members));
        } catch (IOException refused) {
            throw new CannotStart("cannot join: " + refused.getMessage(), refused);
        }
    }
}
