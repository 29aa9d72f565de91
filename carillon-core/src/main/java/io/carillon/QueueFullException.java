package io.carillon;

/** The queue holds as many waiting jobs as its {@code max_size} allows; the job was not stored. Try again later. */
public final class QueueFullException extends RuntimeException {
    private final String queue;
    private final int maxSize;

    /** @param maxSize the bound that was reached */
    public QueueFullException(String queue, int maxSize) {
        super("queue '" + queue + "' is full: it holds " + maxSize
                + " waiting jobs, its max_size; try again when it has drained, or raise max_size");
        this.queue = queue;
        this.maxSize = maxSize;
    }

    /** Name of the queue. */
    public String queue() {
        return queue;
    }

    /** The bound that was reached. */
    public int maxSize() {
        return maxSize;
    }
}
