package io.carillon.internal;

import io.carillon.InvalidValueException;
import io.carillon.Task;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Classes that implement {@link Task}: which of them can be named, stored and read back.
 *
 * <p>A record is read by its constructor. Any other class is read field by field into an object made by its constructor
 * without parameters, or, where it has none, by no constructor at all, as Java's own serialization does: a class with
 * the one constructor {@code (table, days)} needs no second one for our sake.
 */
final class TaskClasses {
    private static final String EXPECTED = "a task of a named class that can be made without another object";

    private TaskClasses() {}

    /**
     * Checks that jobs can name the class and another process can make it.
     *
     * @throws InvalidValueException for lambdas, anonymous, inner, capturing and abstract classes, and enums
     */
    static void requireReadable(Class<?> type) {
        String trouble = trouble(type);
        if (trouble != null) {
            throw new InvalidValueException("task", EXPECTED, type.getName() + ", " + trouble);
        }
    }

    private static @Nullable String trouble(Class<?> type) {
        if (type.isHidden() || type.isSynthetic() || type.isAnonymousClass()) {
            return "which has no name that lasts: use a class, or register(TaskName, handler)";
        }
        if (type.isInterface() || type.isEnum() || Modifier.isAbstract(type.getModifiers())) {
            return "which is an interface, an enum or abstract";
        }
        if (type.isMemberClass() && !Modifier.isStatic(type.getModifiers())) {
            return "which is an inner class: make it static";
        }
        for (var field : type.getDeclaredFields()) {
            if (field.isSynthetic() && !Modifier.isStatic(field.getModifiers())) {
                return "which uses variables around it: give it fields of its own";
            }
        }
        return null;
    }

    /**
     * The class of a task's name; null when there is none on the class path that implements {@link Task} and can be
     * read. Nothing of the class runs before that is known.
     */
    static @Nullable Class<? extends Task> load(String name) {
        if (!name.chars().allMatch(letter -> letter == '.' || Character.isJavaIdentifierPart(letter))) {
            return null;
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            Class<?> type = Class.forName(name, false, context != null ? context : TaskClasses.class.getClassLoader());
            return Task.class.isAssignableFrom(type) && trouble(type) == null ? type.asSubclass(Task.class) : null;
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /** Makes objects of a class that is no record, for their fields to be set. */
    static <T extends Task> Supplier<T> maker(Class<T> type) {
        try {
            Constructor<T> constructor = type.getDeclaredConstructor();
            constructor.setAccessible(true);
            return () -> make(constructor);
        } catch (NoSuchMethodException e) {
            Constructor<T> bare = bareConstructor(type);
            return () -> make(bare);
        }
    }

    private static <T> T make(Constructor<T> constructor) {
        try {
            return constructor.newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "cannot make a " + constructor.getDeclaringClass().getName() + ": " + e, e);
        }
    }

    /** A constructor that runs only {@code Object}'s: what the JDK offers to libraries that serialize. */
    @SuppressWarnings("unchecked")
    private static <T> Constructor<T> bareConstructor(Class<T> type) {
        try {
            Class<?> factory = Class.forName("sun.reflect.ReflectionFactory");
            Constructor<?> ofObject = Object.class.getDeclaredConstructor();
            Object made = factory.getMethod("newConstructorForSerialization", Class.class, Constructor.class)
                    .invoke(factory.getMethod("getReflectionFactory").invoke(null), type, ofObject);
            return (Constructor<T>) made;
        } catch (ReflectiveOperationException e) {
            throw new InvalidValueException(
                    "task", "a task class with a constructor without parameters, or a record", type.getName());
        }
    }
}
