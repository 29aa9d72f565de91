package io.carillon.server;

import io.carillon.web.api.FieldError;
import io.carillon.web.api.InvalidDocumentException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * A YAML file as a tree, with the line of each value. Plain words are read as YAML 1.2 does: {@code 14:30} is a text, not a
 * number to the base 60, {@code on} is a text, and a date is a text.
 *
 * @param tree maps by text, lists, texts, truth values, numbers, null
 * @param lines line of each value by its path, such as {@code carillon.jobs[0].name}
 */
record YamlFile(Map<String, @Nullable Object> tree, Map<String, Integer> lines) {
    static final YamlFile NONE = new YamlFile(Map.of(), Map.of());

    /**
     * Reads a file.
     *
     * @throws InvalidDocumentException when it is missing, unreadable or no YAML, with line and column
     */
    static YamlFile read(Path file) {
        try {
            return new Loader(file.toString()).load(new StringReader(Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw refused(file.toString(), "a configuration file", "no such file");
        } catch (CharacterCodingException e) {
            throw refused(file.toString(), "a file in UTF-8", "other bytes");
        } catch (IOException e) {
            throw refused(file.toString(), "a readable configuration file", e.getMessage());
        }
    }

    /** Reads one value as a file would hold it, for example what follows {@code --set key=}. */
    static @Nullable Object value(String text) {
        try {
            Loader loader = new Loader("");
            Node node = loader.yaml.compose(new StringReader(text));
            return node == null ? "" : loader.value(node, "");
        } catch (YAMLException | InvalidDocumentException e) {
            return text;
        }
    }

    private static InvalidDocumentException refused(String where, String expected, @Nullable String got) {
        return new InvalidDocumentException(List.of(FieldError.of(where, expected, got)));
    }

    /** Turns YAML's nodes into a tree. */
    private static final class Loader {
        private final String name;
        private final Map<String, Integer> lines = new LinkedHashMap<>();
        private final Map<Node, Boolean> open = new IdentityHashMap<>();
        private final Yaml yaml;

        Loader(String name) {
            this.name = name;
            LoaderOptions options = new LoaderOptions();
            options.setAllowDuplicateKeys(false);
            DumperOptions dumping = new DumperOptions();
            this.yaml = new Yaml(
                    new SafeConstructor(options), new Representer(dumping), dumping, options, new PlainWords());
        }

        YamlFile load(Reader reader) {
            try {
                Node root = yaml.compose(reader);
                if (root == null) {
                    return new YamlFile(new LinkedHashMap<>(), lines);
                }
                if (!(root instanceof MappingNode mapping)) {
                    throw refused(at(root), "keys and values such as 'carillon:'", "something else");
                }
                return new YamlFile(object(mapping, ""), lines);
            } catch (MarkedYAMLException e) {
                String line = e.getProblemMark() == null
                        ? name
                        : name + ":" + (e.getProblemMark().getLine() + 1) + ":"
                                + (e.getProblemMark().getColumn() + 1);
                throw refused(line, "YAML", e.getProblem());
            } catch (YAMLException e) {
                throw refused(name, "YAML", e.getMessage());
            }
        }

        private @Nullable Object value(Node node, String path) {
            lines.put(path, node.getStartMark().getLine() + 1);
            if (open.put(node, true) != null) {
                throw refused(at(node), "no alias to what it is part of", "*" + node.getAnchor());
            }
            try {
                return switch (node) {
                    case MappingNode mapping -> object(mapping, path);
                    case SequenceNode sequence -> list(sequence, path);
                    case ScalarNode scalar -> scalar(scalar);
                    default -> throw refused(at(node), "a value", node.getTag().getValue());
                };
            } finally {
                open.remove(node);
            }
        }

        private Map<String, @Nullable Object> object(MappingNode node, String path) {
            Map<String, @Nullable Object> object = new LinkedHashMap<>();
            Map<String, @Nullable Object> merged = new LinkedHashMap<>();
            for (NodeTuple entry : node.getValue()) {
                if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                    throw refused(at(entry.getKeyNode()), "a text as key", "a list or an object");
                }
                if (key.getTag().equals(Tag.MERGE) && entry.getValueNode() instanceof MappingNode other) {
                    merged.putAll(object(other, path));
                    continue;
                }
                String inner = path.isEmpty() ? key.getValue() : path + "." + key.getValue();
                Object value = value(entry.getValueNode(), inner);
                lines.put(inner, key.getStartMark().getLine() + 1);
                if (object.containsKey(key.getValue())) {
                    throw refused(at(key), "each key once", key.getValue());
                }
                object.put(key.getValue(), value);
            }
            merged.forEach(object::putIfAbsent);
            return object;
        }

        private List<@Nullable Object> list(SequenceNode node, String path) {
            List<@Nullable Object> list = new ArrayList<>();
            for (Node item : node.getValue()) {
                list.add(value(item, path + "[" + list.size() + "]"));
            }
            return list;
        }

        private static @Nullable Object scalar(ScalarNode node) {
            String text = node.getValue();
            Tag tag = node.getTag();
            if (tag.equals(Tag.NULL)) {
                return null;
            }
            if (tag.equals(Tag.BOOL)) {
                return Boolean.valueOf(text);
            }
            if (tag.equals(Tag.INT)) {
                BigInteger number = new BigInteger(text);
                return number.bitLength() < Long.SIZE ? (Object) number.longValue() : number;
            }
            return tag.equals(Tag.FLOAT) ? new BigDecimal(text) : text;
        }

        private String at(Node node) {
            return name + ":" + (node.getStartMark().getLine() + 1);
        }
    }

    /** Which unquoted words are not texts. */
    private static final class PlainWords extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, Pattern.compile("true|True|TRUE|false|False|FALSE"), "tTfF");
            addImplicitResolver(Tag.INT, Pattern.compile("-?(0|[1-9][0-9]*)"), "-0123456789");
            addImplicitResolver(Tag.FLOAT, Pattern.compile("-?(0|[1-9][0-9]*)\\.[0-9]+"), "-0123456789");
            addImplicitResolver(Tag.MERGE, Pattern.compile("<<"), "<");
            addImplicitResolver(Tag.NULL, Pattern.compile("~|null|Null|NULL|"), "~nN\0");
            addImplicitResolver(Tag.NULL, Pattern.compile(""), null);
        }
    }
}
