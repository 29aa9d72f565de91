package io.carillon.examples.docs;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.StatementTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.ToolProvider;

/**
 * A Java block as a compilation unit: a class that extends {@code parent}. The block's text stands in it twice, once with
 * its types alone and once with its statements alone, each time with all of its line ends, so that a line of the unit
 * leads back to the line of the page.
 */
final class JavaSource {
    private static final Pattern IMPORT = Pattern.compile("(?m)^import [^;]+;");
    private static final String WRAPPER = "final class W { void run() throws Exception {\n";
    private static final String IMPORTS = imports(
            "io.carillon.*",
            "io.carillon.schedule.*",
            "io.carillon.memory.*",
            "io.carillon.jdbc.*",
            "io.carillon.test.*",
            "java.nio.file.Path",
            "java.time.*",
            "java.util.List",
            "java.util.Locale",
            "java.util.Map",
            "java.util.Optional",
            "java.util.Set",
            "java.util.stream.*");

    private final Snippet snippet;
    private final String className;
    private final String parent;
    private final String text;
    private final StringBuilder ownImports = new StringBuilder();
    private final StringBuilder fields = new StringBuilder();
    private final StringBuilder types;
    private final StringBuilder statements;

    private JavaSource(Snippet snippet, String className, String parent, String earlierImports) {
        this.snippet = snippet;
        this.ownImports.append(earlierImports);
        this.className = className;
        this.parent = parent;
        this.text = takeImports(snippet.text());
        this.types = new StringBuilder(text.replaceAll("[^\n]", " "));
        this.statements = new StringBuilder(text);
    }

    /**
     * Translates a block.
     *
     * @param earlierImports those of the blocks above it, see {@link #imports()}
     * @throws IllegalArgumentException when it is no Java, with the line of the page
     */
    static JavaSource of(Snippet snippet, String className, String parent, String earlierImports) {
        JavaSource source = new JavaSource(snippet, className, parent, earlierImports);
        source.divide();
        return source;
    }

    Snippet snippet() {
        return snippet;
    }

    String className() {
        return className;
    }

    /** The imports of this block and those above it. */
    String imports() {
        return ownImports.toString();
    }

    /** The compilation unit. */
    String unit() {
        return "package " + JavaBlock.class.getPackageName() + "; " + IMPORTS + ownImports + " class " + className
                + " extends " + parent + " { " + fields + "\n" + types + "@Override void run() throws Exception {\n"
                + statements + "}}\n";
    }

    /** The line of the page that a line of {@link #unit} stands for. */
    long pageLine(long unitLine) {
        long lines = text.lines().count();
        long inBlock = unitLine - 2;
        return snippet.line() + (inBlock <= lines - 1 ? inBlock : inBlock - lines - 1);
    }

    private String takeImports(String original) {
        return IMPORT.matcher(original).replaceAll(found -> {
            ownImports.append(found.group());
            return " ".repeat(found.group().length());
        });
    }

    private void divide() {
        DiagnosticCollector<JavaFileObject> trouble = new DiagnosticCollector<>();
        JavacTask task = (JavacTask) ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        trouble,
                        List.of("-proc:none"),
                        null,
                        List.of(new JavaText("W", WRAPPER + text + "}}")));
        CompilationUnitTree unit = parse(task);
        for (Diagnostic<?> error : trouble.getDiagnostics()) {
            long line = snippet.line() + error.getLineNumber() - 2;
            throw new IllegalArgumentException(snippet.page() + ":" + line + ": " + error.getMessage(null));
        }
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        ClassTree wrapper = (ClassTree) unit.getTypeDecls().getFirst();
        MethodTree run = (MethodTree) wrapper.getMembers().getFirst();
        List<? extends StatementTree> body = run.getBody().getStatements();
        // From the end, so that what is inserted moves nothing that is still to be looked at.
        for (StatementTree statement : body.reversed()) {
            int from = (int) positions.getStartPosition(unit, statement) - WRAPPER.length();
            int to = (int) positions.getEndPosition(unit, statement) - WRAPPER.length();
            if (statement instanceof ClassTree type) {
                moveType(type, from, to);
            } else if (statement instanceof VariableTree variable && variable.getType() != null) {
                Tree type = variable.getType();
                int typeFrom = (int) positions.getStartPosition(unit, type) - WRAPPER.length();
                int typeTo = (int) positions.getEndPosition(unit, type) - WRAPPER.length();
                keepVariable(variable, typeTo < 0 ? "var" : text.substring(typeFrom, typeTo), to);
            }
        }
    }

    private static CompilationUnitTree parse(JavacTask task) {
        try {
            return task.parse().iterator().next();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void moveType(ClassTree type, int from, int to) {
        String declaration = text.substring(from, to);
        statements.replace(from, to, declaration.replaceAll("[^\n]", " "));
        boolean needsStatic = type.getKind() == Tree.Kind.CLASS;
        types.replace(from, to, (needsStatic ? "static " : "") + declaration);
    }

    /** Lets later blocks see a variable; one declared with {@code var} is seen by its own block alone. */
    private void keepVariable(VariableTree variable, String type, int to) {
        if (type.equals("var") || variable.getInitializer() == null) {
            return;
        }
        String name = variable.getName().toString();
        fields.append("static ").append(type).append(' ').append(name).append("; ");
        statements.insert(to, " " + className + "." + name + " = " + name + ";");
    }

    private static String imports(String... names) {
        List<String> lines = new ArrayList<>();
        for (String name : names) {
            lines.add("import " + name + ";");
        }
        return String.join(" ", lines) + " ";
    }
}
