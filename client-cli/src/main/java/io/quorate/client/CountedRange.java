package io.quorate.client;

import java.util.Optional;

/** Takes the one page of a range that is only counted. */
final class CountedRange implements RangeCall.Sink {

    private final Completion<? super CountResult> completion;
    private Optional<RangePage> counted = Optional.empty();

    CountedRange(Completion<? super CountResult> completion) {
        this.completion = completion;
    }

    @Override
    public void begun() {
        counted = Optional.empty();
    }

    @Override
    public boolean page(RangePage page) {
        counted = Optional.of(page);
        return false;
    }

    @Override
    public void ended() {
        RangePage page = counted.orElseThrow();
        completion.succeeded(new CountResult(page.header(), page.count(), page.more()));
    }

    @Override
    public void failed(KvException why) {
        completion.failed(why);
    }
}
