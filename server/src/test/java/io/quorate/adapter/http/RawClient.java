package io.quorate.adapter.http;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A connection that sends what it is told, and reads answers strictly: a character a byte. */
record RawClient(Socket socket, BufferedReader in) implements AutoCloseable {

    /** What came back for one request. */
    record Response(String status, List<String> headers, String body) {}

    static RawClient connect(InetSocketAddress server) throws IOException {
        var socket = new Socket();
        socket.connect(server);
        return new RawClient(
                socket,
                new BufferedReader(
                        new InputStreamReader(
                                socket.getInputStream(), StandardCharsets.ISO_8859_1)));
    }

    static String request(String path) {
        return "GET " + path + " HTTP/1.1\r\nhost: h\r\n\r\n";
    }

    void send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    }

    Response receive(boolean head) throws IOException {
        String status = in.readLine();
        List<String> headers = new ArrayList<>();
        for (String line = in.readLine(); !line.isEmpty(); line = in.readLine()) {
            headers.add(line);
        }
        int length =
                headers.stream()
                        .filter(header -> header.startsWith("content-length: "))
                        .mapToInt(header -> Integer.parseInt(header.substring(16)))
                        .findFirst()
                        .orElseThrow();
        char[] body = new char[head ? 0 : length];
        for (int n = 0; n < body.length; n += in.read(body, n, body.length - n)) {}
        return new Response(status, headers, new String(body));
    }

    Response get(String path) throws IOException {
        send(request(path));
        return receive(false);
    }

    /** The next line that begins so; what is before it is passed over. */
    String lineThatBegins(String beginning) throws IOException {
        String line = in.readLine();
        while (line != null && !line.startsWith(beginning)) line = in.readLine();
        if (line == null) throw new IOException("the stream ended before " + beginning);
        return line;
    }

    boolean isClosedByServer() throws IOException {
        try {
            return in.read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }

    /** Reads on until there is no more, and says how much it was. */
    long bytesUntilClosed() throws IOException {
        byte[] part = new byte[1 << 16];
        long bytes = 0;
        try {
            for (int n = 0; n >= 0; n = socket.getInputStream().read(part)) bytes += n;
        } catch (SocketException reset) {
            return bytes;
        }
        return bytes;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
