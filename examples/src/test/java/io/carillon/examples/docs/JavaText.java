package io.carillon.examples.docs;

import java.net.URI;
import javax.tools.SimpleJavaFileObject;

/** A compilation unit in memory. */
final class JavaText extends SimpleJavaFileObject {
    private final String text;

    JavaText(String className, String text) {
        super(URI.create("string:///" + className + ".java"), Kind.SOURCE);
        this.text = text;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
    }
}
