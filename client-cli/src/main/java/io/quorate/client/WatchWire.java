package io.quorate.client;

import io.quorate.client.core.WatchInput;
import io.quorate.v1.Event;
import io.quorate.v1.RequestContext;
import io.quorate.v1.WatchFilter;
import io.quorate.v1.WatchRequest;
import io.quorate.v1.WatchResponse;

import java.util.ArrayList;
import java.util.Optional;

/** The messages of watches. */
final class WatchWire {

    private WatchWire() {}

    static WatchRequest request(WatchQuery query, RequestContext context) {
        var request =
                WatchRequest.newBuilder()
                        .setContext(context)
                        .setPrevious(query.previous() == WatchQuery.Previous.SHOWN)
                        .setProgressMs(query.progress().toMillis());
        switch (query.keys()) {
            case Keys.One one -> request.setKey(one.key().byteString());
            case Keys.Range range -> request.setRange(TxnWire.range(range));
        }
        switch (query.kinds()) {
            case ALL -> {}
            case PUTS -> request.addFilters(WatchFilter.NO_DELETE);
            case DELETES -> request.addFilters(WatchFilter.NO_PUT);
        }
        return request.build();
    }

    static WatchInput.Arrived<KeyChange> arrived(WatchResponse response) {
        var events = new ArrayList<WatchInput.Dated<KeyChange>>(response.getEventsCount());
        for (Event event : response.getEventsList()) {
            events.add(new WatchInput.Dated<>(event.getKv().getModRevision(), change(event)));
        }
        return new WatchInput.Arrived<>(events, response.getThrough());
    }

    private static KeyChange change(Event event) {
        Optional<KeyValue> previous =
                event.hasPrevious()
                        ? Optional.of(Wire.keyValue(event.getPrevious()))
                        : Optional.empty();
        return event.getType() == Event.Type.DELETE
                ? new KeyChange.Delete(Bytes.of(event.getKv().getKey()), previous)
                : new KeyChange.Put(Wire.keyValue(event.getKv()), previous);
    }
}
