package io.carillon.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as a picture: for each case its first figure, a bar for each subject and variant, and the spread of the runs. */
final class Svg {
    private static final int WIDTH = 960;
    private static final int LABELS = 380;
    private static final int NUMBERS = 110;
    private static final int LINE = 20;
    private static final int HEAD = 34;
    private static final int GAP = 18;

    private final StringBuilder body = new StringBuilder();
    private int y = GAP;

    private Svg() {}

    /** @param measurements in the order in which they are to be shown */
    static String of(List<Measurement> measurements) {
        Map<String, List<Measurement>> charts = new LinkedHashMap<>();
        Map<String, String> first = new LinkedHashMap<>();
        for (Measurement m : measurements) {
            if (first.computeIfAbsent(m.benchmark(), name -> m.metric()).equals(m.metric())) {
                charts.computeIfAbsent(m.benchmark(), name -> new ArrayList<>()).add(m);
            }
        }
        Svg svg = new Svg();
        charts.values().forEach(svg::chart);
        return svg.document();
    }

    private void chart(List<Measurement> bars) {
        Measurement one = bars.getFirst();
        double most = bars.stream().mapToDouble(Measurement::high).max().orElse(1);
        text(GAP, y + 20, "title", "start", one.benchmark() + ": " + one.metric() + ", " + one.unit());
        y += HEAD;
        for (Measurement bar : bars) {
            bar(bar, most);
        }
        y += GAP;
    }

    private void bar(Measurement m, double most) {
        double room = WIDTH - LABELS - NUMBERS - 2.0 * GAP;
        double scale = most > 0 ? room / most : 0;
        text(LABELS, y + 14, "label", "end", m.subject() + ", " + m.variant());
        String kind = m.subject().equals(CarillonSubject.NAME) ? "own" : "other";
        body.append(String.format(
                Locale.ROOT,
                "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\"/>%n",
                kind,
                LABELS + 8,
                y + 3,
                Math.max(1, m.value() * scale),
                LINE - 6));
        body.append(String.format(
                Locale.ROOT,
                "<path class=\"spread\" d=\"M%.1f %dH%.1f\"/>%n",
                LABELS + 8 + m.low() * scale,
                y + LINE / 2,
                LABELS + 8 + m.high() * scale));
        text((int) (LABELS + 16 + m.high() * scale), y + 14, "label", "start", Report.number(m.value()));
        y += LINE;
    }

    private void text(int x, int baseline, String kind, String anchor, String text) {
        String escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
        body.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
                kind,
                x,
                baseline,
                anchor,
                escaped));
    }

    private String document() {
        return String.format(Locale.ROOT, """
                        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img">
                        <style>
                        text { font: 12px system-ui, sans-serif; fill: #24292f }
                        .title { font-weight: 600; font-size: 15px }
                        .own { fill: #0b7285 } .other { fill: #adb5bd }
                        .spread { stroke: #24292f; stroke-width: 1.5 }
                        </style>
                        <rect width="100%%" height="100%%" fill="#fff"/>
                        """, WIDTH, y, WIDTH, y) + body + "</svg>\n";
    }
}
