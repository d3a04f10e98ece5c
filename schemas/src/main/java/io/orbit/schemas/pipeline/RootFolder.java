package io.orbit.schemas.pipeline;

import io.orbit.schemas.ErrorCode;
import io.orbit.schemas.json.JsonFault;
import io.orbit.schemas.json.Place;
import io.orbit.schemas.json.Shown;
import io.orbit.schemas.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The folder that no reference leaves: not by {@code ..}, not by a link, not by a URL. */
final class RootFolder {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*:.*", Pattern.DOTALL);

    private final Path given;
    private final @Nullable Path entry;
    private final @Nullable Path root;

    /** @param given the entry file as the user typed it: other files are named in its manner */
    RootFolder(Path given, Path root) {
        this.given = given;
        this.entry = real(given);
        this.root = real(root);
    }

    /** The entry file by its real path. */
    Path entry() {
        if (entry == null || root == null || !Files.isRegularFile(entry)) {
            throw new JsonFault(
                    ErrorCode.FILE_NOT_FOUND,
                    new Place(given.toString(), 0, 0),
                    "There is no file '%s'.".formatted(Shown.text(given.toString())));
        }
        if (!entry.startsWith(root)) {
            throw new JsonFault(
                    ErrorCode.REF_FORBIDDEN,
                    new Place(given.toString(), 0, 0),
                    "The file lies outside of the root folder '%s'.".formatted(root));
        }
        return entry;
    }

    /**
     * @param from real path of the file that refers
     * @param reference the text before {@code #}
     * @return real path of the file that is meant
     */
    Path resolve(Path from, String reference, Place place) {
        if (SCHEME.matcher(reference).matches() || reference.startsWith("//")) {
            throw forbidden(reference, "a URL or a drive", place);
        }
        if (reference.indexOf('\0') >= 0 || reference.indexOf('%') >= 0 || reference.indexOf('\\') >= 0) {
            throw forbidden(reference, "a NUL, a percent sign or a backslash", place);
        }
        Path meant = path(from, reference, place);
        if (reference.startsWith("/") || !meant.startsWith(entryRoot())) {
            throw forbidden(reference, "a way out of the root folder", place);
        }
        if (!Files.isRegularFile(meant)) {
            throw new JsonFault(
                    ErrorCode.REF_NOT_FOUND, place, "There is no file '%s'.".formatted(Shown.text(shown(meant))));
        }
        if (!meant.equals(real(meant))) {
            throw forbidden(reference, "a symbolic link", place);
        }
        return meant;
    }

    byte[] content(Path file, Place place) {
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            return in.readNBytes(StrictJson.MAX_BYTES + 1);
        } catch (IOException e) {
            throw new JsonFault(
                    ErrorCode.FILE_NOT_FOUND,
                    place,
                    "The file '%s' cannot be read (%s)."
                            .formatted(Shown.text(shown(file)), e.getClass().getSimpleName()));
        }
    }

    /** The file as the user would name it. */
    String shown(Path file) {
        Path folder = given.getParent();
        Path from = entry == null ? null : entry.getParent();
        if (file.equals(entry) || from == null) {
            return given.toString();
        }
        Path relative = from.relativize(file);
        return (folder == null ? relative : folder.resolve(relative))
                .normalize()
                .toString()
                .replace('\\', '/');
    }

    private Path entryRoot() {
        if (root == null) {
            throw new IllegalStateException("A reference is followed only after the entry was found.");
        }
        return root;
    }

    private static Path path(Path from, String reference, Place place) {
        try {
            return from.resolveSibling(reference).normalize();
        } catch (InvalidPathException e) {
            throw forbidden(reference, "a character that no file name can have", place);
        }
    }

    private static @Nullable Path real(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException | InvalidPathException e) {
            return null; // not there: said where the path is used, with its name
        }
    }

    private static JsonFault forbidden(String reference, String what, Place place) {
        return new JsonFault(
                ErrorCode.REF_FORBIDDEN,
                place,
                "$ref '%s' holds %s; only files under the root folder may be referred to."
                        .formatted(Shown.text(reference), what));
    }
}
