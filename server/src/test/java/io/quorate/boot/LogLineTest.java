package io.quorate.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import java.time.Instant;

class LogLineTest {

    @Test
    void aLineSaysWhenHowBadWhereAndWhat() {
        assertEquals(
                "2026-11-21T05:08:12.005Z INFO  loop-1 Main started node=n1\n",
                line(Level.INFO, "started node={}", null, "n1"));
    }

    @Test
    void nothingFromOutsideBreaksTheLine() {
        String line = line(Level.WARN, "key={}", null, "a\r\n2026 INFO forged\u001b[31m\u0085");
        assertEquals(
                "2026-11-21T05:08:12.005Z WARN  loop-1 Main key=a  2026 INFO forged [31m \n", line);
    }

    @Test
    void whatWasThrownIsOnTheSameLineWithItsCauses() {
        var thrown = new IllegalStateException("one\ntwo", new RuntimeException("deep"));
        String line = line(Level.ERROR, "failed", thrown);
        assertEquals(line.length() - 1, line.indexOf('\n'));
        assertTrue(line.contains("failed | java.lang.IllegalStateException: one two at "), line);
        assertTrue(line.contains(" | caused by java.lang.RuntimeException: deep"), line);
        assertTrue(line.contains("LogLineTest"), line);
    }

    @Test
    void ourLevelIsTheSettingsAndThatOfLibrariesIsWarn() {
        var ours = LoggerFactory.getLogger("io.quorate.boot.Example");
        Logging.setLevel(KvdConfig.LogLevel.TRACE);
        assertTrue(ours.isTraceEnabled());
        Logging.setLevel(KvdConfig.LogLevel.ERROR);
        assertTrue(!ours.isWarnEnabled() && ours.isErrorEnabled());
        Logging.setLevel(KvdConfig.LogLevel.INFO);
        assertTrue(ours.isInfoEnabled() && !ours.isDebugEnabled());
        var theirs = LoggerFactory.getLogger("io.netty.Example");
        assertTrue(theirs.isWarnEnabled() && !theirs.isInfoEnabled());
    }

    private static String line(Level level, String message, Throwable thrown, Object... facts) {
        var logger = new LoggerContext().getLogger("io.quorate.boot.Main");
        var event =
                new LoggingEvent(LogLine.class.getName(), logger, level, message, thrown, facts);
        event.setThreadName("loop-1");
        event.setInstant(Instant.parse("2026-11-21T05:08:12.005Z"));
        return new LogLine().doLayout(event);
    }
}
