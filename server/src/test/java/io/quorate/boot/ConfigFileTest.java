package io.quorate.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

class ConfigFileTest {

    @TempDir Path directory;

    @Test
    void bothSeparatorsCommentsBlankLinesAMarkAndAnyLineEndAreRead() {
        String text =
                String.join(
                        "\r\n",
                        "\uFEFF# a node",
                        "id: n1",
                        "",
                        "  data-dir = /var/lib/a b   # there",
                        "initial-cluster=n1=h:1,n2=h:2\n");
        ConfigFile file = ConfigFile.parse("kvd.conf", text);
        assertEquals(List.of(), file.problems());
        assertEquals(
                Map.of(
                        Setting.ID,
                        new Given("n1", "kvd.conf line 2"),
                        Setting.DATA_DIR,
                        new Given("/var/lib/a b", "kvd.conf line 4"),
                        Setting.INITIAL_CLUSTER,
                        new Given("n1=h:1,n2=h:2", "kvd.conf line 5")),
                file.settings());
    }

    @Test
    void aHashWithinAWordIsNoComment() {
        ConfigFile file = ConfigFile.parse("c", "data-dir: /a#b");
        assertEquals("/a#b", file.settings().get(Setting.DATA_DIR).text());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        data_dir: /d       | c line 2: unknown key 'data_dir'; did you mean data-dir?
        KVD_ID: n1         | c line 2: unknown key 'KVD_ID'
        colour: red        | c line 2: unknown key 'colour'
        [node]             | c line 2: '[node]' is neither
        heartbeat 50ms     | c line 2: 'heartbeat 50ms' is neither
        : x                | c line 2: ': x' is neither
        id: n2             | c line 2: id is given before, in c line 1
        data-dir: "/d"     | c line 2: data-dir has a value in quotes: leave them out
        config: other      | c line 2: a config file cannot name another
        """)
    void aBadLineIsNamedWithItsNumber(String line, String problem) {
        ConfigFile file = ConfigFile.parse("c", "id: n1\n" + line + "\n");
        assertEquals(1, file.problems().size());
        assertTrue(file.problems().getFirst().startsWith(problem), file.problems().getFirst());
    }

    @Test
    void everyBadLineIsNamed() {
        assertEquals(3, ConfigFile.parse("c", "a\nb\nc\n").problems().size());
    }

    @Test
    void aFileThatIsNotTextOrTooLargeIsRefused() throws IOException {
        Path binary = directory.resolve("binary");
        Files.write(binary, new byte[] {(byte) 0xC3, (byte) 0x28});
        assertTrue(ConfigFile.read(binary).problems().getFirst().contains("not UTF-8"));
        Path large = directory.resolve("large");
        Files.write(large, new byte[ConfigFile.BYTES_MAX + 1]);
        assertTrue(ConfigFile.read(large).problems().getFirst().contains("more than 65536"));
    }

    @Test
    void anEmptyValueIsRefusedByItsSetting() {
        var reading = SettingsReader.read(ConfigFile.parse("c", "id:\n").settings());
        assertEquals(
                new SettingsReader.Reading.Unsound(List.of("c line 1: is empty; it wants NAME")),
                reading);
    }
}
