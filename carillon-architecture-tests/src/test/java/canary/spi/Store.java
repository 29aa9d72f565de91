package canary.spi;

public interface Store {
    Jobs jobs();

    String description();

    interface Jobs {
        void prune();
    }
}
