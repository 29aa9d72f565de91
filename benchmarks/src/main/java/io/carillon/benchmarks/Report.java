package io.carillon.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.json.JsonMapper;

/** Results in the forms people and programs read. */
final class Report {
    private static final JsonMapper JSON = JsonMapper.shared();

    private Report() {}

    /** One measurement as a line of JSON. */
    static String json(Measurement m) {
        return JSON.writeValueAsString(fields(m));
    }

    /** One measurement by the names that programs know. */
    static Map<String, Object> fields(Measurement m) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("case", m.benchmark());
        line.put("subject", m.subject());
        line.put("variant", m.variant());
        line.put("metric", m.metric());
        line.put("value", rounded(m.value()));
        line.put("low", rounded(m.low()));
        line.put("high", rounded(m.high()));
        line.put("unit", m.unit());
        line.put("runs", m.runs());
        return line;
    }

    /** Six digits: more is noise, and none of it is worth a column's width. */
    private static double rounded(double value) {
        return Double.parseDouble(String.format(Locale.ROOT, "%.6g", value));
    }

    /** One table a case: a line for each subject and variant, a column for each metric, median and spread. */
    static List<String> table(List<Measurement> measurements) {
        List<String> lines = new ArrayList<>();
        byCase(measurements).forEach((name, ones) -> {
            lines.add("");
            lines.addAll(columns(rows(name, ones)));
        });
        return lines;
    }

    /** The same as Markdown. */
    static List<String> markdown(List<Measurement> measurements) {
        List<String> lines = new ArrayList<>();
        byCase(measurements).forEach((name, ones) -> {
            lines.add("");
            List<List<String>> rows = rows(name, ones);
            for (int i = 0; i < rows.size(); i++) {
                lines.add("| " + String.join(" | ", rows.get(i)) + " |");
                if (i == 0) {
                    lines.add("|---|---" + "|---:".repeat(rows.get(i).size() - 2) + "|");
                }
            }
        });
        return lines;
    }

    private static Map<String, List<Measurement>> byCase(List<Measurement> measurements) {
        Map<String, List<Measurement>> cases = new LinkedHashMap<>();
        measurements.forEach(m ->
                cases.computeIfAbsent(m.benchmark(), name -> new ArrayList<>()).add(m));
        return cases;
    }

    private static List<List<String>> rows(String name, List<Measurement> measurements) {
        Set<String> metrics = new LinkedHashSet<>();
        Map<List<String>, Map<String, Measurement>> cells = new LinkedHashMap<>();
        for (Measurement m : measurements) {
            metrics.add(m.metric() + " " + m.unit());
            cells.computeIfAbsent(List.of(m.subject(), m.variant()), key -> new LinkedHashMap<>())
                    .put(m.metric() + " " + m.unit(), m);
        }
        List<List<String>> rows = new ArrayList<>();
        List<String> head = new ArrayList<>(List.of(name, "variant"));
        head.addAll(metrics);
        rows.add(head);
        cells.forEach((key, row) -> {
            List<String> line = new ArrayList<>(key);
            metrics.forEach(metric -> {
                Measurement m = row.get(metric);
                line.add(m == null ? "-" : cell(m));
            });
            rows.add(line);
        });
        return rows;
    }

    /** The median, and how far the runs lie apart as a share of it. */
    private static String cell(Measurement m) {
        String value = number(m.value());
        double half = (m.high() - m.low()) / 2 / Math.abs(m.value());
        return m.runs() == 1 || !Double.isFinite(half)
                ? value
                : value + String.format(Locale.ROOT, " ±%.0f%%", 100 * half);
    }

    /** Three digits that matter, thousands apart. */
    static String number(double value) {
        double size = Math.abs(value);
        String format = size >= 100 || size == 0 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.4f";
        return String.format(Locale.ROOT, format, value);
    }

    private static List<String> columns(List<List<String>> rows) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        }
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String pad = " ".repeat(widths[i] - row.get(i).length());
                line.append(i < 2 ? row.get(i) + pad : pad + row.get(i)).append("  ");
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }
}
