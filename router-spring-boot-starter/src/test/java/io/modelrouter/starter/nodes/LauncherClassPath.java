package io.modelrouter.starter.nodes;

import java.io.File;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The class path of a launcher that loads tests with a loader of its own. */
final class LauncherClassPath {
    private LauncherClassPath() {}

    static String of(ClassLoader loader) {
        List<String> entries = new ArrayList<>();
        for (ClassLoader next = loader; next != null; next = next.getParent()) {
            if (next instanceof URLClassLoader urls) {
                for (URL url : urls.getURLs()) {
                    entries.add(path(url));
                }
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    private static String path(URL url) {
        try {
            return Path.of(url.toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a class path entry: " + url, e);
        }
    }
}
