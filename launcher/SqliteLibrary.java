import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Takes SQLite's library for this machine out of its jar into a folder, so that a start need not: the driver would write
 * it to the temporary folder, read it again to compare, and look there for those that others left behind.
 *
 * <p>Run by the launcher as a source file, with the driver on the class path.
 */
final class SqliteLibrary {
    private SqliteLibrary() {}

    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        String name = LibraryLoaderUtil.getNativeLibName();
        String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
        try (InputStream library = LibraryLoaderUtil.class.getResourceAsStream(resource)) {
            if (library == null) {
                throw new FileNotFoundException("the driver has no " + resource);
            }
            Files.copy(library, folder.resolve(name));
        }
    }
}
