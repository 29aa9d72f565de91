import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Rewrites a jar whose classes were compiled for Java 5 as if they had been compiled for Java 21, with the stack maps
 * this needs. The JVM keeps no class older than Java 6 in its class cache, and picocli is all of these: with them in the
 * cache, a command of the command line takes a third of the time.
 *
 * <p>Run by the launcher as a source file, because the class file API is newer than the release the modules are compiled
 * for.
 */
final class ModernJar {
    private static final int OLDEST_CACHED = ClassFile.JAVA_6_VERSION;

    private ModernJar() {}

    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[0]);
        Path modern = jar.resolveSibling(jar.getFileName() + ".modern");
        try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            ClassHierarchyResolver types =
                    ClassHierarchyResolver.ofResourceParsing(loader).orElse(ClassHierarchyResolver.defaultResolver());
            rewrite(
                    jar,
                    modern,
                    ClassFile.of(ClassHierarchyResolverOption.of(types), StackMapsOption.GENERATE_STACK_MAPS));
            Files.move(modern, jar, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(modern);
        }
    }

    private static void rewrite(Path from, Path to, ClassFile classFile) throws IOException {
        try (ZipFile in = new ZipFile(from.toFile());
                ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(to))) {
            for (ZipEntry entry : List.copyOf(in.stream().toList())) {
                byte[] bytes = in.getInputStream(entry).readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                out.write(entry.getName().endsWith(".class") ? modern(classFile, bytes) : bytes);
                out.closeEntry();
            }
        }
    }

    private static byte[] modern(ClassFile classFile, byte[] bytes) {
        ClassModel old = classFile.parse(bytes);
        if (old.majorVersion() >= OLDEST_CACHED) {
            return bytes;
        }
        byte[] modern = classFile.transformClass(old, (builder, element) -> {
            switch (element) {
                case ClassFileVersion version -> builder.withVersion(ClassFile.JAVA_21_VERSION, 0);
                // Handing over each instruction anew makes the builder compute the stack maps.
                case MethodModel method ->
                    builder.transformMethod(method, (methodBuilder, part) -> {
                        if (part instanceof CodeModel code) {
                            methodBuilder.transformCode(code, CodeTransform.ACCEPT_ALL);
                        } else {
                            methodBuilder.with(part);
                        }
                    });
                default -> builder.with(element);
            }
        });
        List<VerifyError> errors = classFile.verify(modern);
        if (!errors.isEmpty()) {
            throw new IllegalStateException(
                    old.thisClass().asInternalName() + " does not verify when rewritten", errors.getFirst());
        }
        return modern;
    }
}
