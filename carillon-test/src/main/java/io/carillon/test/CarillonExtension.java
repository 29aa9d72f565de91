package io.carillon.test;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test that asks for one a {@link TestScheduler} (started) or its {@link FakeTime}, and closes it afterwards.
 *
 * <pre>{@code
 * @ExtendWith(CarillonExtension.class)
 * class InvoicesTest {
 *     @Test
 *     void are_sent_at_night(TestScheduler test) { … }
 * }
 * }</pre>
 */
public final class CarillonExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(CarillonExtension.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        return type == TestScheduler.class || type == FakeTime.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestScheduler test = context.getStore(NAMESPACE)
                .computeIfAbsent(TestScheduler.class, unused -> TestScheduler.create(), TestScheduler.class);
        return parameter.getParameter().getType() == FakeTime.class ? test.time() : test;
    }
}
