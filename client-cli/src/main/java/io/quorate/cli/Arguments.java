package io.quorate.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The arguments of the process as the bytes that were given, whatever the locale. The JVM decodes
 * them by the locale and loses what does not fit; Linux shows the bytes. A byte that is not part of
 * valid UTF-8 stands in the string as a lone surrogate, U+DC00 plus the byte.
 */
final class Arguments {

    private static final char ESCAPE = '\uDC00';

    private Arguments() {}

    /** The exact form of {@code main}'s arguments, or they themselves where it cannot be had. */
    static String[] exact(String[] args) {
        boolean ascii = true;
        for (String arg : args) ascii &= arg.chars().allMatch(c -> c < 128);
        return ascii ? args : exact(args, Path.of("/proc/self/cmdline"));
    }

    static String[] exact(String[] args, Path commandLine) {
        try {
            List<byte[]> words = split(Files.readAllBytes(commandLine));
            if (words.size() < args.length) return args;
            List<byte[]> last = words.subList(words.size() - args.length, words.size());
            return last.stream().map(Arguments::string).toArray(String[]::new);
        } catch (IOException notThere) {
            return args;
        }
    }

    private static List<byte[]> split(byte[] raw) {
        var words = new ArrayList<byte[]>();
        var word = new ByteArrayOutputStream();
        for (byte b : raw) {
            if (b == 0) {
                words.add(word.toByteArray());
                word.reset();
            } else {
                word.write(b);
            }
        }
        return words;
    }

    /** The string that stands for bytes. */
    static String string(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) break;
            for (int i = 0; i < result.length(); i++) out.put((char) (ESCAPE + (in.get() & 0xFF)));
        }
        return out.flip().toString();
    }

    /** The bytes that a string stands for. */
    static byte[] bytes(String string) {
        var bytes = new ByteArrayOutputStream(string.length());
        for (int i = 0; i < string.length(); ) {
            int c = string.codePointAt(i);
            i += Character.charCount(c);
            if (c >= ESCAPE && c <= ESCAPE + 0xFF) bytes.write(c - ESCAPE);
            else bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
