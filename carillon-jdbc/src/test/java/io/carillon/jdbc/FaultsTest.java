package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.spi.StoreException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    @ParameterizedTest
    @CsvSource({
        "08006, true", "40001, true", "40P01, true", "53300, true", "55P03, true", "57P01, true", "57P03, true",
        "57014, true", "25006, true", "53100, false", "23505, false", "28P01, false", "3D000, false", "42601, false",
        "22021, false"
    })
    void the_state_says_whether_it_passes(String state, boolean passes) {
        StoreException told = Faults.of(Dialect.POSTGRESQL, "postgresql here", new SQLException("why", state));
        assertThat(told).hasMessageStartingWith("postgresql here: ");
        assertThat(told.isTransient()).isEqualTo(passes);
    }

    @Test
    void what_the_server_said_counts_for_more_than_what_the_pool_makes_of_it() {
        SQLException refused = new SQLException("password authentication failed", "28P01");
        StoreException told = Faults.of(
                Dialect.POSTGRESQL, "postgresql here", new SQLTransientConnectionException("timed out", null, refused));
        assertThat(told).hasMessageContaining("timed out").hasMessageContaining("password authentication failed");
        assertThat(told.isTransient()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "5, true, another process holds", "6, true, another process holds", "8, false, cannot be written",
        "13, false, the disk is full", "14, false, cannot be opened", "26, false, another kind of file",
        "11, false, why"
    })
    void each_code_of_sqlite_has_its_sentence(int code, boolean passes, String sentence) {
        StoreException told = Faults.of(Dialect.SQLITE, "sqlite here", new SQLException("why", null, code));
        assertThat(told).hasMessageStartingWith("sqlite here: ").hasMessageContaining(sentence);
        assertThat(told.isTransient()).isEqualTo(passes);
    }
}
