package io.quorate.boot;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import ch.qos.logback.core.LayoutBase;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * One line an event, whatever is in it: UTC time, level, thread, the class that speaks, then what
 * happened and its facts as key=value, then what was thrown. What would break the line, or play
 * with a terminal, becomes a blank.
 */
final class LogLine extends LayoutBase<ILoggingEvent> {

    /** The most frames of one stack trace; the top ones tell. */
    private static final int FRAMES_MAX = 32;

    /** The most causes of causes. */
    private static final int CAUSES_MAX = 8;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    @Override
    public String doLayout(ILoggingEvent event) {
        var line = new StringBuilder(160);
        TIME.formatTo(event.getInstant(), line);
        String level = event.getLevel().toString();
        line.append(' ').append(level).append(" ".repeat(Math.max(1, 6 - level.length())));
        line.append(event.getThreadName()).append(' ');
        String logger = event.getLoggerName();
        line.append(logger, logger.lastIndexOf('.') + 1, logger.length()).append(' ');
        line.append(event.getFormattedMessage());
        appendThrown(line, event.getThrowableProxy());
        for (int i = 0; i < line.length(); i++) {
            if (Character.isISOControl(line.charAt(i))) line.setCharAt(i, ' ');
        }
        return line.append('\n').toString();
    }

    private static void appendThrown(StringBuilder line, IThrowableProxy thrown) {
        IThrowableProxy cause = thrown;
        for (int i = 0; cause != null && i < CAUSES_MAX; i++) {
            line.append(i == 0 ? " | " : " | caused by ").append(cause.getClassName());
            if (cause.getMessage() != null) line.append(": ").append(cause.getMessage());
            StackTraceElementProxy[] frames = cause.getStackTraceElementProxyArray();
            int shown = Math.min(frames.length - cause.getCommonFrames(), FRAMES_MAX);
            for (int f = 0; f < shown; f++) line.append(' ').append(frames[f].getSTEAsString());
            cause = cause.getCause();
        }
    }
}
