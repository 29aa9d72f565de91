package io.carillon.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.carillon.InvalidValueException;
import io.carillon.Task;
import io.carillon.TaskContext;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TaskClassesTest {
    record OfRecord(int size) implements Task {
        @Override
        public void execute(TaskContext context) {}
    }

    static class OfClass implements Task {
        final int size;
        int made = 1;

        OfClass(int size) {
            this.size = size;
        }

        @Override
        public void execute(TaskContext context) {}
    }

    static final class WithConstructor extends OfClass {
        private WithConstructor() {
            super(5);
        }
    }

    static final class Failing implements Task {
        Failing() {
            throw new IllegalStateException("not today");
        }

        @Override
        public void execute(TaskContext context) {}
    }

    abstract static class OfAbstract implements Task {}

    enum OfEnum implements Task {
        ONE;

        @Override
        public void execute(TaskContext context) {}
    }

    @SuppressWarnings("ClassCanBeStatic")
    final class Inner implements Task {
        @Override
        public void execute(TaskContext context) {}
    }

    static final class Marked {
        static {
            System.setProperty("carillon.test.marked", "was initialised");
        }
    }

    static Stream<Class<?>> without_a_future() {
        int captured = (int) (Math.random() * 10);
        class Capturing implements Task {
            @Override
            public void execute(TaskContext context) {
                context.log("" + captured);
            }
        }
        Task lambda = context -> {};
        Task anonymous = new Task() {
            @Override
            public void execute(TaskContext context) {}
        };
        return Stream.of(
                lambda.getClass(),
                anonymous.getClass(),
                Capturing.class,
                Inner.class,
                OfAbstract.class,
                OfEnum.class,
                Task.class);
    }

    @ParameterizedTest
    @MethodSource("without_a_future")
    void a_class_that_another_process_could_not_make_is_refused(Class<?> type) {
        assertThatThrownBy(() -> TaskClasses.requireReadable(type))
                .isInstanceOfSatisfying(InvalidValueException.class, e -> {
                    assertThat(e.field()).isEqualTo("task");
                    assertThat(e.got()).contains(type.getName());
                });
    }

    @Test
    void records_and_named_classes_are_taken() {
        record Local(int size) implements Task {
            @Override
            public void execute(TaskContext context) {}
        }

        TaskClasses.requireReadable(OfRecord.class);
        TaskClasses.requireReadable(OfClass.class);
        TaskClasses.requireReadable(WithConstructor.class);
        TaskClasses.requireReadable(Local.class);
    }

    @Test
    void a_task_class_is_found_by_its_name() {
        assertThat(TaskClasses.load(OfRecord.class.getName())).isEqualTo(OfRecord.class);
        assertThat(TaskClasses.load(OfClass.class.getName())).isEqualTo(OfClass.class);
    }

    @Test
    void nothing_else_is_found_by_its_name() {
        assertThat(TaskClasses.load("java.lang.String")).isNull();
        assertThat(TaskClasses.load(OfEnum.class.getName())).isNull();
        assertThat(TaskClasses.load("no.such.Task")).isNull();
        assertThat(TaskClasses.load("echo hello > world.txt")).isNull();
        assertThat(TaskClasses.load("../../etc")).isNull();
        assertThat(TaskClasses.load("[I")).isNull();
        assertThat(TaskClasses.load("")).isNull();
    }

    @Test
    void a_class_that_is_no_task_is_not_even_initialised() {
        assertThat(TaskClasses.load(TaskClassesTest.class.getName() + "$Marked"))
                .isNull();
        assertThat(System.getProperty("carillon.test.marked")).isNull();
    }

    @Test
    void the_context_class_loader_is_asked() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        try {
            thread.setContextClassLoader(new ClassLoader(null) {});
            assertThat(TaskClasses.load(OfRecord.class.getName())).isNull();
            thread.setContextClassLoader(null);
            assertThat(TaskClasses.load(OfRecord.class.getName())).isEqualTo(OfRecord.class);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void a_constructor_without_parameters_is_used() {
        WithConstructor made = TaskClasses.maker(WithConstructor.class).get();

        assertThat(made.size).isEqualTo(5);
        assertThat(made.made).isEqualTo(1);
    }

    @Test
    void without_such_a_constructor_none_is_run() {
        OfClass made = TaskClasses.maker(OfClass.class).get();

        assertThat(made.size).isZero();
        assertThat(made.made).isZero();
    }

    @Test
    void a_constructor_that_fails_is_named() {
        assertThatThrownBy(() -> TaskClasses.maker(Failing.class).get())
                .hasMessageContaining(Failing.class.getName())
                .hasRootCauseMessage("not today");
    }
}
