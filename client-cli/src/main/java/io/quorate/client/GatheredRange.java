package io.quorate.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers the pages of a range into one result; a range that breaks midway begins anew. */
final class GatheredRange implements RangeCall.Sink {

    private final Completion<? super RangeResult> completion;
    private final List<KeyValue> kvs = new ArrayList<>();
    private Optional<RangePage> last = Optional.empty();
    private long bytes;
    private Runnable cancel = () -> {};

    GatheredRange(Completion<? super RangeResult> completion) {
        this.completion = completion;
    }

    /** How the range is ended when it grows too large. */
    void cancelledBy(Runnable canceller) {
        cancel = canceller;
    }

    @Override
    public void begun() {
        kvs.clear();
        bytes = 0;
    }

    @Override
    public boolean page(RangePage page) {
        for (KeyValue kv : page.kvs()) bytes += kv.key().size() + kv.value().size();
        if (bytes > Limits.GATHERED_BYTES_MAX) {
            cancel.run();
            return false;
        }
        kvs.addAll(page.kvs());
        if (page.last()) last = Optional.of(page);
        return false;
    }

    @Override
    public void ended() {
        RangePage page = last.orElseThrow();
        completion.succeeded(new RangeResult(page.header(), List.copyOf(kvs), page.more()));
    }

    @Override
    public void failed(KvException why) {
        if (bytes <= Limits.GATHERED_BYTES_MAX) {
            completion.failed(why);
            return;
        }
        completion.failed(
                KvException.invalid(
                        "the range holds more than "
                                + Limits.GATHERED_BYTES_MAX
                                + " bytes: read it by pages, or set a limit"));
    }
}
