package io.quorate.deploy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A headless Chromium of the system's with one page, spoken to by its DevTools protocol. Used by
 * one thread.
 */
final class Chromium implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int POLL_MILLIS = 100;
    private static final Pattern SOCKET =
            Pattern.compile("\"webSocketDebuggerUrl\": *\"([^\"]+)\"");
    private static final Pattern VALUE =
            Pattern.compile(
                    "\"result\":\\{\"type\":\"string\",\"value\":\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern IMAGE = Pattern.compile("\"data\":\"([^\"]+)\"");

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final WebSocket socket;
    private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private int lastCall;

    /**
     * Opens a page.
     *
     * @param scheme {@code light} or {@code dark}
     */
    Chromium(Path program, Path directory, String address, String scheme) {
        int port = FreePorts.take();
        try {
            process =
                    new ProcessBuilder(
                                    program.toString(),
                                    "--headless=new",
                                    "--no-sandbox",
                                    "--disable-gpu",
                                    "--disable-dev-shm-usage",
                                    "--hide-scrollbars",
                                    "--window-size=1440,1320",
                                    "--user-data-dir=" + directory.resolve("chromium-" + port),
                                    "--remote-debugging-port=" + port,
                                    "about:blank")
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("chromium-" + port + ".log").toFile())
                            .start();
            Orphans.watch(process);
        } catch (IOException cannotStart) {
            throw new UncheckedIOException(cannotStart);
        }
        socket =
                http.newWebSocketBuilder()
                        .buildAsync(URI.create(pageSocket(port)), new Listener())
                        .join();
        call(
                "Emulation.setEmulatedMedia",
                "{\"features\":[{\"name\":\"prefers-color-scheme\",\"value\":\""
                        + scheme
                        + "\"}]}");
        go(address);
    }

    private String pageSocket(int port) {
        var list =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/json/list"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                Matcher found = SOCKET.matcher(http.send(list, BodyHandlers.ofString()).body());
                if (found.find()) return found.group(1);
            } catch (IOException notYet) {
                // It is still starting.
            } catch (InterruptedException stopped) {
                throw new AssertionError("interrupted while Chromium starts", stopped);
            }
            pause();
        }
        throw new AssertionError("Chromium does not start within " + DEADLINE);
    }

    /** Goes to an address. */
    void go(String address) {
        call("Page.navigate", "{\"url\":\"" + address + "\"}");
    }

    /** What an expression of the page comes to, as text. */
    String evaluate(String expression) {
        String quoted = expression.replace("\\", "\\\\").replace("\"", "\\\"");
        String answer =
                call(
                        "Runtime.evaluate",
                        "{\"expression\":\"String(" + quoted + ")\",\"returnByValue\":true}");
        Matcher value = VALUE.matcher(answer);
        if (!value.find()) throw new AssertionError(expression + ": " + answer);
        return value.group(1).replace("\\\"", "\"").replace("\\\\", "\\");
    }

    /** Waits until an expression of the page is true; while the page comes there is none yet. */
    void await(String expression) {
        String tried = "(() => { try { return " + expression + " } catch { return false } })()";
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!evaluate(tried).equals("true")) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(
                        "not within "
                                + DEADLINE
                                + ": "
                                + expression
                                + "\n"
                                + evaluate("document.body.innerText"));
            }
            pause();
        }
    }

    /** Keeps what is to be seen. */
    void screenshot(Path file) {
        Matcher image = IMAGE.matcher(call("Page.captureScreenshot", "{\"format\":\"png\"}"));
        if (!image.find()) throw new AssertionError("no picture");
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, Base64.getDecoder().decode(image.group(1).getBytes(UTF_8)));
        } catch (IOException cannotWrite) {
            throw new UncheckedIOException(cannotWrite);
        }
    }

    private String call(String method, String parameters) {
        int id = ++lastCall;
        socket.sendText(
                        "{\"id\":%d,\"method\":\"%s\",\"params\":%s}"
                                .formatted(id, method, parameters),
                        true)
                .join();
        try {
            while (true) {
                String answer = answers.poll(DEADLINE.toSeconds(), TimeUnit.SECONDS);
                if (answer == null) throw new AssertionError(method + " is not answered");
                if (answer.startsWith("{\"id\":" + id + ",")) return answer;
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while asking Chromium", stopped);
        }
    }

    private void pause() {
        try {
            if (process.waitFor(POLL_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Chromium ended with " + process.exitValue());
            }
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while Chromium runs", stopped);
        }
    }

    @Override
    public void close() {
        socket.abort();
        http.close();
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while Chromium ends", stopped);
        }
    }

    /** Gathers each message whole. */
    private final class Listener implements WebSocket.Listener {

        private final StringBuilder message = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean isLast) {
            message.append(part);
            if (isLast) {
                answers.add(message.toString());
                message.setLength(0);
            }
            from.request(1);
            return null;
        }
    }
}
