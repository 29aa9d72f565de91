package io.carillon.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    private static final List<Measurement> SOME = List.of(
            MeasurementTest.measured("carillon", "rate", 60_000, 66_000, 54_000),
            MeasurementTest.measured("carillon", "wal", 271.25),
            MeasurementTest.measured("raw<&>", "rate", 120_000));

    @Test
    void a_json_line_has_the_fields_of_the_contract_in_order() {
        assertThat(Report.json(SOME.getFirst()))
                .isEqualTo("{\"case\":\"drain\",\"subject\":\"carillon\",\"variant\":\"sqlite 500 slots\","
                        + "\"metric\":\"rate\",\"value\":60000.0,\"low\":54000.0,\"high\":66000.0,"
                        + "\"unit\":\"jobs/s\",\"runs\":3}");
    }

    @Test
    void a_table_has_a_line_for_each_subject_and_a_column_for_each_metric() {
        assertThat(Report.table(SOME))
                .containsExactly(
                        "",
                        "drain     variant           rate jobs/s  wal jobs/s",
                        "carillon  sqlite 500 slots  60,000 ±10%         271",
                        "raw<&>    sqlite 500 slots      120,000           -");
    }

    @Test
    void markdown_has_the_same_cells() {
        assertThat(Report.markdown(SOME))
                .containsExactly(
                        "",
                        "| drain | variant | rate jobs/s | wal jobs/s |",
                        "|---|---|---:|---:|",
                        "| carillon | sqlite 500 slots | 60,000 ±10% | 271 |",
                        "| raw<&> | sqlite 500 slots | 120,000 | - |");
    }

    @Test
    void numbers_show_what_matters() {
        assertThat(List.of(1_234_567.0, 99.94, 9.994, 0.01234, 0.0, -5.0))
                .extracting(Report::number)
                .containsExactly("1,234,567", "99.9", "9.99", "0.0123", "0", "-5.00");
    }

    @Test
    void the_picture_is_well_formed_and_has_a_bar_for_each_subject_of_the_first_metric() throws Exception {
        Document picture = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(Svg.of(SOME))));

        assertThat(picture.getElementsByTagName("path").getLength()).isEqualTo(2);
        assertThat(picture.getDocumentElement().getTextContent()).contains("raw<&>, sqlite 500 slots", "120,000");
    }
}
