package io.carillon.tasks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Cuts a stream of bytes into lines, however long or binary it is: a line ends at a line feed, a carriage return or both,
 * is read as UTF-8, and of one longer than {@code most} bytes the beginning is kept. Holds one line at a time.
 * Not thread-safe.
 */
final class OutputLines {
    private final byte[] line;
    private final Consumer<String> sink;
    private int kept;
    private long dropped;
    private boolean afterReturn;

    OutputLines(int most, Consumer<String> sink) {
        this.line = new byte[most];
        this.sink = sink;
    }

    /** Reads until the stream ends. */
    void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[8 * 1024];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            for (int i = 0; i < n; i++) {
                accept(buffer[i]);
            }
        }
        if (kept > 0 || dropped > 0) {
            endLine();
        }
    }

    private void accept(byte b) {
        if (b == '\n' && afterReturn) {
            afterReturn = false;
            return;
        }
        afterReturn = b == '\r';
        if (b == '\n' || b == '\r') {
            endLine();
        } else if (kept < line.length) {
            line[kept++] = b;
        } else {
            dropped++;
        }
    }

    private void endLine() {
        int end = dropped == 0 ? kept : endOfLastCharacter();
        String text = new String(line, 0, end, StandardCharsets.UTF_8);
        long cut = dropped + kept - end;
        kept = 0;
        dropped = 0;
        sink.accept(cut == 0 ? text : text + "… (" + cut + " more bytes)");
    }

    /** Where the last character ends that fits as a whole; a byte 10xxxxxx continues one. */
    private int endOfLastCharacter() {
        int start = kept - 1;
        while (start > 0 && start > kept - 4 && (line[start] & 0xC0) == 0x80) {
            start--;
        }
        int length = Integer.numberOfLeadingZeros(~(line[start] << 24));
        return length > 1 && start + length > kept ? start : kept;
    }
}
