package io.quorate.boot;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file of settings: {@code key: value} or {@code key = value}, a line each, in UTF-8. A {@code #}
 * at the start or after a blank begins a comment; there are no quotes and no sections.
 *
 * @param settings what it gives
 * @param problems what is wrong with it, a line each
 */
record ConfigFile(Map<Setting, Given> settings, List<String> problems) {

    /** The largest file that is read, in bytes: a real one has a few hundred. */
    static final int BYTES_MAX = 64 * 1024;

    private static final Pattern LINE = Pattern.compile("([^\\s:=]+)\\s*[:=]\\s*(.*)");
    private static final Pattern COMMENT = Pattern.compile("(^|\\s)#.*");

    /** Reads a file; one that cannot be read is a problem like any other. */
    static ConfigFile read(Path path) {
        try {
            if (Files.isDirectory(path)) return unreadable(path, "it is a directory");
            byte[] bytes;
            try (var in = Files.newInputStream(path)) {
                bytes = in.readNBytes(BYTES_MAX + 1);
            }
            if (bytes.length > BYTES_MAX) {
                return unreadable(path, "it has more than " + BYTES_MAX + " bytes");
            }
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return parse(path.getFileName().toString(), text);
        } catch (CharacterCodingException notText) {
            return unreadable(path, "it is not UTF-8 text");
        } catch (NoSuchFileException missing) {
            return unreadable(path, "it does not exist");
        } catch (IOException failed) {
            return unreadable(path, String.valueOf(failed.getMessage()));
        }
    }

    private static ConfigFile unreadable(Path path, String why) {
        String problem =
                "cannot read the config file " + BadValue.quoted(path.toString()) + ": " + why;
        return new ConfigFile(Map.of(), List.of(problem));
    }

    /** Reads the text of a file, with or without a byte order mark, whatever ends its lines. */
    static ConfigFile parse(String name, String text) {
        Map<Setting, Given> settings = new TreeMap<>();
        List<String> problems = new ArrayList<>();
        List<String> lines = withoutMark(text).lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = COMMENT.matcher(lines.get(i)).replaceFirst("").strip();
            if (line.isEmpty()) continue;
            String origin = name + " line " + (i + 1);
            try {
                take(line, origin, settings);
            } catch (BadValue bad) {
                problems.add(origin + ": " + bad.getMessage());
            }
        }
        return new ConfigFile(settings, problems);
    }

    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static void take(String line, String origin, Map<Setting, Given> settings)
            throws BadValue {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new BadValue(
                    BadValue.quoted(line) + " is neither `key: value` nor `key = value`");
        }
        Setting setting = setting(parts.group(1));
        String value = parts.group(2);
        if (value.startsWith("\"") || value.startsWith("'")) {
            throw new BadValue(setting.key() + " has a value in quotes: leave them out");
        }
        if (setting == Setting.CONFIG) {
            throw new BadValue("a config file cannot name another: config is a flag or a variable");
        }
        Given before = settings.putIfAbsent(setting, new Given(value, origin));
        if (before != null) {
            throw new BadValue(setting.key() + " is given before, in " + before.origin());
        }
    }

    private static Setting setting(String key) throws BadValue {
        var known = Setting.ofKey(key);
        if (known.isEmpty()) {
            throw new BadValue(
                    "unknown key " + BadValue.quoted(key) + NearestName.hint(key, Setting.keys()));
        }
        return known.get();
    }
}
