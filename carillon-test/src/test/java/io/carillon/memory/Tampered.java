package io.carillon.memory;

import io.carillon.spi.Store;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;

/** A store of which one operation does something else. */
final class Tampered {
    /** What an operation does instead. */
    interface Operation {
        Object call(Store real, Object[] arguments);
    }

    private Tampered() {}

    /**
     * @param part what the store hands out, for example {@code JobStore.class}
     * @param operation name of the method
     * @param instead gets the real store
     */
    static Store store(Store store, Class<?> part, String operation, Operation instead) {
        return proxy(Store.class, store, (method, arguments) -> {
            Object answer = invoke(store, method, arguments);
            if (method.getReturnType() != part) {
                return answer;
            }
            return proxy(
                    part,
                    answer,
                    (called, given) -> called.getName().equals(operation)
                            ? instead.call(store, given)
                            : invoke(answer, called, given));
        });
    }

    private interface Call {
        Object of(Method method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Object real, Call call) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getDeclaringClass() == Object.class
                        ? invoke(real, method, arguments)
                        : call.of(method, arguments)));
    }

    private static Object invoke(Object target, Method method, Object[] arguments) {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
