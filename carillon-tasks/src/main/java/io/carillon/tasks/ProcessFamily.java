package io.carillon.tasks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything that a started process has become. A child of a child that goes into the background loses its parent, and
 * with {@code setsid} its session; what it keeps is its environment. So on Linux a member is whatever carries the mark or
 * is in the session. Out of reach remains what drops both, and what runs as another user.
 *
 * <p>Where there is no {@code /proc}, members are the descendants that were ever seen, and a process that has left the
 * family before the first look is missed.
 */
final class ProcessFamily {
    static final String MARK = "CARILLON_MARK";

    private static final Path PROC = Path.of("/proc");
    private static final Duration GRACE = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final Duration STEP = Duration.ofMillis(20);

    private final ProcessHandle leader;
    private final byte[] mark;
    private final boolean linux;
    private final Map<Long, ProcessHandle> seen = new LinkedHashMap<>();

    /**
     * @param leader the first of them, leader of a session where there are sessions
     * @param mark value of its variable {@value #MARK}, unique on this machine
     */
    ProcessFamily(ProcessHandle leader, String mark) {
        this.leader = leader;
        this.mark = (MARK + "=" + mark + "\0").getBytes(StandardCharsets.US_ASCII);
        this.linux = Files.isReadable(PROC.resolve("self/environ"));
    }

    /**
     * Asks all members to end, gives them a second, then kills them until none is left. Does not let itself be
     * interrupted; an interrupt shows when it returns.
     *
     * @return members that are still there after ten seconds: those the kernel does not let go
     */
    List<ProcessHandle> end() {
        boolean interrupted = Thread.interrupted();
        try {
            members().forEach(ProcessHandle::destroy);
            long start = System.nanoTime();
            while (System.nanoTime() - start < MOST.toNanos()) {
                List<ProcessHandle> left = members();
                if (left.isEmpty()) {
                    return left;
                }
                if (System.nanoTime() - start >= GRACE.toNanos()) {
                    left.forEach(ProcessHandle::destroyForcibly);
                }
                interrupted |= pause();
            }
            return members();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Who is alive now. */
    List<ProcessHandle> members() {
        return linux ? marked() : descendants();
    }

    private List<ProcessHandle> descendants() {
        for (ProcessHandle known : List.copyOf(seen.values())) {
            known.descendants().forEach(child -> seen.put(child.pid(), child));
        }
        leader.descendants().forEach(child -> seen.put(child.pid(), child));
        seen.put(leader.pid(), leader);
        seen.values().removeIf(process -> !process.isAlive());
        return List.copyOf(seen.values());
    }

    private List<ProcessHandle> marked() {
        List<ProcessHandle> found = new ArrayList<>();
        boolean sessionIsOurs = leader.isAlive() || !Files.exists(PROC.resolve(String.valueOf(leader.pid())));
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (carriesMark(process) || (sessionIsOurs && isInSession(process))) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + PROC, e);
        }
        return found;
    }

    private boolean carriesMark(Path process) {
        try {
            return contains(Files.readAllBytes(process.resolve("environ")), mark);
        } catch (IOException e) {
            // It ended meanwhile, or belongs to another user.
            return false;
        }
    }

    /** Reads the sixth field of {@code stat}: {@code pid (any (name) at all) state ppid pgrp session}. */
    private boolean isInSession(Path process) {
        try {
            String stat = Files.readString(process.resolve("stat"), StandardCharsets.ISO_8859_1);
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
            return !fields[0].equals("Z") && fields[3].equals(String.valueOf(leader.pid()));
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean contains(byte[] text, byte[] part) {
        for (int i = 0; i <= text.length - part.length; i++) {
            if ((i == 0 || text[i - 1] == 0) && startsAt(text, i, part)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsAt(byte[] text, int at, byte[] part) {
        return java.util.Arrays.equals(text, at, at + part.length, part, 0, part.length);
    }

    private static boolean pause() {
        try {
            Thread.sleep(STEP);
            return false;
        } catch (InterruptedException e) {
            return true;
        }
    }
}
