package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;

import io.quorate.v1.ErrorDetail;

import org.junit.jupiter.api.Test;

class RefusalsTest {

    @Test
    void theDetailsTypeIsTheOneThatServersPack() {
        String packed = Any.pack(ErrorDetail.getDefaultInstance()).getTypeUrl();
        assertTrue(packed.endsWith(Refusals.DETAIL_TYPE), packed);
    }
}
