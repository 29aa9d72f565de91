package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class SqlTest {
    private static String in(Dialect dialect, String text) {
        return Sql.of("test", text).in(dialect).text();
    }

    @Test
    void rows_stand_where_a_table_may() {
        String text = "select e.id from {e: id uuid, fence bigint}";
        assertThat(in(Dialect.POSTGRESQL, text))
                .isEqualTo("select e.id from unnest(?::uuid[], ?::bigint[]) as e(id, fence)");
        assertThat(in(Dialect.SQLITE, text))
                .contains(
                        "from (with recursive r(i) as",
                        "substr(?1, i + 1, 16), zeroblob(16)) as id",
                        "as fence from r) as e")
                .doesNotContain("?2");
    }

    @Test
    void one_row_is_values_where_that_costs_less() {
        String text = "select e.id from {one e: id uuid, fence bigint} where e.fence = ?";
        assertThat(in(Dialect.POSTGRESQL, text))
                .isEqualTo("select e.id from (select ?::uuid as id, ?::bigint as fence) as e where e.fence = ?");
        assertThat(in(Dialect.SQLITE, text)).isEqualTo(in(Dialect.SQLITE, text.replace("one e", "e")));
    }

    @Test
    void rows_come_after_the_parameters_before_them_also_those_inside_braces() {
        String text =
                "select ?, {j.asked; due = ?} from {e: id uuid, text text} where e.text = ? and e.id in (select id from {f: id uuid})";
        assertThat(in(Dialect.SQLITE, text))
                .contains("substr(?3, i + 1, 16)", "cast(substr(?4, nullif(", "substr(?6, i + 1, 16)");
    }

    @Test
    void a_lock_is_one_only_where_several_write() {
        assertThat(in(Dialect.POSTGRESQL, "{lock}|{lock j}|{lock skip}|{lock j skip}"))
                .isEqualTo("for update|for update of j|for update skip locked|for update of j skip locked");
        assertThat(in(Dialect.SQLITE, "{lock}|{lock j}|{lock skip}|{lock j skip}"))
                .isEqualTo("|||");
    }

    @Test
    void columns_change_in_their_order() {
        assertThat(in(Dialect.POSTGRESQL, "{j.asked; due = ?; queue = 'x'}"))
                .startsWith("j.id, ?, j.created_at, j.max_retries, j.priority, 'x', j.task");
        assertThatIllegalStateException()
                .isThrownBy(() -> in(Dialect.POSTGRESQL, "{j.asked; queue = 'x'; due = ?}"))
                .withMessageContaining("'due = ?' is no column or out of order");
        assertThatIllegalStateException()
                .isThrownBy(() -> in(Dialect.POSTGRESQL, "{asked; colour = 'red'}"))
                .withMessageContaining("colour");
    }

    @Test
    void what_is_not_understood_is_refused() {
        assertThatIllegalStateException()
                .isThrownBy(() -> in(Dialect.SQLITE, "select {what}"))
                .withMessage("test: what is {what}?");
    }
}
