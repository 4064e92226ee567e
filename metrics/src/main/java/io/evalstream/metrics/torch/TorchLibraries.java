package io.evalstream.metrics.torch;

import ai.djl.util.ClassLoaderUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import io.evalstream.metrics.batch.DeviceException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure that PyTorch's libraries are on this machine before they are loaded: DJL would download what it does not find.
 * They are an unpacked libtorch that {@code PYTORCH_LIBRARY_PATH} names, or the jar {@code pytorch-native-cpu}, and the
 * library between it and Java, from the jar {@code pytorch-jni}.
 */
final class TorchLibraries {

    static final String HOW = "put ai.djl.pytorch:pytorch-native-cpu:2.7.1 (classifier linux-x86_64) and"
            + " ai.djl.pytorch:pytorch-jni:2.7.1-0.35.1 on the class path, or unpack libtorch 2.7.1 and set"
            + " PYTORCH_LIBRARY_PATH to its lib folder";

    private static final String LIBRARY_PATH = "PYTORCH_LIBRARY_PATH";
    private static final String VERSION = "PYTORCH_VERSION";
    private static final String FLAVOR = "PYTORCH_FLAVOR";
    /** What pytorch-jni is built against where libtorch is one for CUDA. */
    private static final String CUDA_FLAVOR = "cu128";

    private TorchLibraries() {}

    /** Refuses where something would be downloaded, and says which flavor it is where that would be guessed. */
    static void settle() {
        Platform platform = Platform.detectPlatform("pytorch");
        Path unpacked = unpacked();
        String bundled = release(platform.getVersion());
        String asked = set(VERSION);
        String version = asked == null ? bundled : release(asked);
        String flavor = platform.getFlavor();
        if (unpacked != null) {
            flavor = set(FLAVOR);
            if (flavor == null) {
                flavor = Files.exists(unpacked.resolve("libtorch_cuda.so")) ? CUDA_FLAVOR : "cpu";
                System.setProperty(FLAVOR, flavor);
            }
        } else if (platform.isPlaceholder()) {
            String path = set(LIBRARY_PATH);
            throw new DeviceException("PyTorch is not on this machine: there is no jar pytorch-native on the class path"
                    + " for " + platform.getClassifier() + ", and "
                    + (path == null
                            ? LIBRARY_PATH + " is not set"
                            : LIBRARY_PATH + " is '" + path + "', where there is no " + System.mapLibraryName("torch"))
                    + "; " + HOW);
        } else if (!bundled.equals(version)) {
            throw new DeviceException(VERSION + " is " + version + ", and the jar pytorch-native on the class path is "
                    + bundled + "; unset it, or " + HOW);
        }
        checkBridge(platform, version, flavor, unpacked);
    }

    private static void checkBridge(Platform platform, String version, String flavor, @Nullable Path unpacked) {
        String library = System.mapLibraryName("djl_torch");
        if (unpacked != null && Files.exists(unpacked.resolve(library))) {
            return;
        }
        String expected = version + "-" + platform.getApiVersion();
        String found = bridgeVersion();
        if (found == null || !found.startsWith(expected)) {
            throw new DeviceException("the jar pytorch-jni on the class path is "
                    + (found == null ? "missing" : "version " + found) + "; expected " + expected + " for PyTorch "
                    + version + "; " + HOW);
        }
        String resource = "jnilib/" + platform.getClassifier() + "/" + flavor + "/" + library;
        if (resource(resource) == null) {
            throw new DeviceException("the jar pytorch-jni " + found + " has no library for " + flavor + " on "
                    + platform.getClassifier() + "; set " + FLAVOR + " to cpu or " + CUDA_FLAVOR + ", or " + HOW);
        }
    }

    private static @Nullable String bridgeVersion() {
        URL url = resource("jnilib/pytorch.properties");
        if (url == null) {
            return null;
        }
        Properties properties = new Properties();
        try (InputStream in = url.openStream()) {
            properties.load(in);
        } catch (IOException e) {
            throw new UncheckedIOException("reading " + url + " failed", e);
        }
        return properties.getProperty("jni_version");
    }

    /** The release of a version, which may end in the day it was packed. */
    private static String release(String version) {
        return version.replaceFirst("-\\d{8}$", "");
    }

    /** The folder of an unpacked libtorch, or null. */
    private static @Nullable Path unpacked() {
        String path = set(LIBRARY_PATH);
        if (path != null) {
            for (String folder : path.split(File.pathSeparator)) {
                if (Files.isRegularFile(Path.of(folder, System.mapLibraryName("torch")))) {
                    return Path.of(folder);
                }
            }
        }
        return null;
    }

    private static @Nullable String set(String name) {
        String value = Utils.getEnvOrSystemProperty(name);
        return value == null || value.isEmpty() ? null : value;
    }

    private static @Nullable URL resource(String name) {
        return ClassLoaderUtils.getContextClassLoader().getResource(name);
    }
}
