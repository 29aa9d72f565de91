package io.carillon.cli;

import io.carillon.web.api.Answer;
import io.carillon.web.api.Api;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads every page of the schedules. */
final class AllSchedules {
    private static final String PAGE = "1000";

    private AllSchedules() {}

    static List<Map<String, @Nullable Object>> read(Api api) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = api.schedules().list(Map.of("limit", PAGE, "cursor", cursor));
            all.addAll(ClientCommand.items(page));
            cursor = Words.text(page.object(), "next");
        } while (cursor != null);
        return all;
    }
}
