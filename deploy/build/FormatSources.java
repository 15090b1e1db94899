import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.FormatterException;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.JavaFormatterOptions.Style;
import com.google.googlejavaformat.java.RemoveUnusedImports;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The formatter of the house: google-java-format in its four-space style over every Java source of
 * the tree. Run by the build with {@code check} (fails, naming the files) or {@code write}.
 */
final class FormatSources {

    public static void main(String[] args) throws IOException, FormatterException {
        boolean write = args[0].equals("write");
        Path root = Path.of(args[1]);
        var formatter = new Formatter(JavaFormatterOptions.builder().style(Style.AOSP).build());
        List<Path> unformatted = new ArrayList<>();
        for (Path source : sources(root)) {
            String before = Files.readString(source);
            String after = format(formatter, source, before);
            if (before.equals(after)) continue;
            unformatted.add(root.relativize(source));
            if (write) Files.writeString(source, after);
        }
        for (Path source : unformatted) {
            System.out.println((write ? "formatted " : "not formatted: ") + source);
        }
        if (!write && !unformatted.isEmpty()) {
            System.out.println("Format them: mvn -q -N process-sources -Dformat=write");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path root) throws IOException {
        try (var paths = Files.walk(root)) {
            return paths.filter(path -> path.toString().endsWith(".java"))
                    .filter(path -> !root.relativize(path).toString().contains("target/"))
                    .sorted()
                    .toList();
        }
    }

    private static String format(Formatter formatter, Path source, String text)
            throws FormatterException {
        try {
            String imports = ImportOrderer.reorderImports(text, Style.AOSP);
            return formatter.formatSource(RemoveUnusedImports.removeUnusedImports(imports));
        } catch (FormatterException unparsable) {
            System.out.println("cannot parse " + source);
            throw unparsable;
        }
    }
}
