package io.carillon.architecture;

import com.sun.source.tree.BlockTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Measures methods, constructors and initializers in source, with the compiler's own parser: from the line of the first
 * annotation or modifier to that of the closing brace, comments and blank lines included.
 */
final class LongMethods {
    private LongMethods() {}

    /**
     * @param name {@code Type.method}, or {@code Type.{}} for an initializer
     * @param at file and line
     */
    record Method(String name, String at, int lines) {}

    /** Every method of these files that is longer than {@code most} lines. */
    static List<Method> longerThan(int most, List<Path> sources) {
        return measure(sources).stream().filter(method -> method.lines() > most).toList();
    }

    static List<Method> measure(List<Path> sources) {
        JavaCompiler compiler = Objects.requireNonNull(ToolProvider.getSystemJavaCompiler(), "needs a JDK, not a JRE");
        try (StandardJavaFileManager files =
                compiler.getStandardFileManager(null, Locale.ROOT, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, files, null, List.of("-proc:none"), null, files.getJavaFileObjectsFromPaths(sources));
            Scanner scanner = new Scanner(Trees.instance(task).getSourcePositions());
            for (CompilationUnitTree unit : task.parse()) {
                scanner.scan(unit, null);
            }
            return scanner.found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Scanner extends TreePathScanner<Void, Void> {
        private final SourcePositions positions;
        private final List<Method> found = new ArrayList<>();

        Scanner(SourcePositions positions) {
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, Void unused) {
            add(method, method.getName().toString());
            return super.visitMethod(method, unused);
        }

        @Override
        public Void visitBlock(BlockTree block, Void unused) {
            if (getCurrentPath().getParentPath().getLeaf() instanceof ClassTree) {
                add(block, "{}");
            }
            return super.visitBlock(block, unused);
        }

        private void add(Tree tree, String name) {
            CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
            long first = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
            long last = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
            String type = getCurrentPath().getParentPath().getLeaf() instanceof ClassTree outer
                    ? outer.getSimpleName().toString()
                    : "";
            String file = Path.of(unit.getSourceFile().toUri()).getFileName() + ":" + first;
            found.add(new Method(type + "." + name, file, Math.toIntExact(last - first + 1)));
        }
    }
}
