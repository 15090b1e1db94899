package io.quorate.adapter.http;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;

import java.nio.charset.StandardCharsets;

/**
 * An answer before it is encoded.
 *
 * @param status its code
 * @param contentType of the text
 * @param text the body
 */
record Reply(HttpResponseStatus status, String contentType, String text) {

    private static final String PLAIN = "text/plain; charset=utf-8";

    /** Nothing is taken from elsewhere, and nothing that stands within a page is run. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
                    + " img-src data:; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    static Reply plain(HttpResponseStatus status, String text) {
        return new Reply(status, PLAIN, text + "\n");
    }

    static Reply metrics(String text) {
        return new Reply(HttpResponseStatus.OK, PROMETHEUS, text);
    }

    static Reply json(String text) {
        return json(HttpResponseStatus.OK, text);
    }

    static Reply json(HttpResponseStatus status, String text) {
        return new Reply(status, "application/json; charset=utf-8", text);
    }

    FullHttpResponse encoded() {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1, status, Unpooled.wrappedBuffer(body));
        var headers = response.headers();
        headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.length);
        headers.set(HttpHeaderNames.CACHE_CONTROL, "no-store");
        headers.set("x-content-type-options", "nosniff");
        headers.set("content-security-policy", POLICY);
        headers.set("referrer-policy", "no-referrer");
        if (status.equals(HttpResponseStatus.METHOD_NOT_ALLOWED)) {
            headers.set(HttpHeaderNames.ALLOW, "GET, HEAD");
        }
        return response;
    }
}
