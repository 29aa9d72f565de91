package io.carillon.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.carillon.spi.JobStore.NewJob;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class PostgresTransactionTest extends TransactionCases {
    private static final DataSource DATABASE = TestPostgres.migrated();

    @Override
    JdbcStore open() {
        TestPostgres.empty(DATABASE);
        return JdbcStore.postgres(DATABASE);
    }

    @Override
    JdbcStore reopen() {
        return JdbcStore.postgres(DATABASE);
    }

    @Override
    Connection connect() throws SQLException {
        return DATABASE.getConnection();
    }

    /** How often the connection has made a plan that it keeps do for an insert of a job. */
    private static long keptPlans(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet plans = statement.executeQuery("select coalesce(sum(generic_plans), 0) from"
                        + " pg_prepared_statements where statement like 'insert into carillon_ready%'")) {
            plans.next();
            return plans.getLong(1);
        }
    }

    private static long keptPlansOfFifty(boolean fresh) throws SQLException {
        try (JdbcStore store = JdbcStore.postgres(DATABASE);
                Connection mine = DATABASE.getConnection()) {
            TestPostgres.empty(DATABASE);
            mine.setAutoCommit(false);
            long before = store.statements();
            for (NewJob job : Work.jobs(1, 50)) {
                store.jobs().enqueue(List.of(fresh ? job.asFresh() : job), Work.START, mine);
                mine.commit();
            }
            assertThat(store.statements() - before).isEqualTo(fresh ? 50 : 100);
            return keptPlans(mine);
        }
    }

    @Test
    void a_fresh_job_and_its_hint_are_one_statement_that_a_callers_connection_plans_once() throws SQLException {
        assertThat(keptPlansOfFifty(true)).isGreaterThan(30);
        // The canary: from arrays the planner expects many rows, and plans anew each time.
        assertThat(keptPlansOfFifty(false)).isZero();
    }

    @Override
    Connection elsewhere() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite::memory:");
    }
}
