package io.evalstream.metrics.torch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The module is what its script makes, and its functions have StrictMath's bits. */
class KernelsTest {

    private static final Path SOURCE = Path.of("src/main/torch/kernels.py");

    @Test
    void theModuleIsMadeOfTheScriptBesideIt() throws Exception {
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(SOURCE));
        assertThat(storedHash())
                .as("run " + SOURCE + " with python3-torch, as its first lines say, and check in what it writes")
                .isEqualTo(HexFormat.of().formatHex(hash));
    }

    @Test
    void exponentialsHaveTheBitsOfStrictMath() {
        Torch.assume();
        DoubleStream edges = DoubleStream.of(
                0.0,
                -0.0,
                1,
                -1,
                709.782712893384,
                709.7827128933841,
                -745.1332191019411,
                -745.1332191019412,
                -708.4,
                -709,
                -720,
                0.34657359027997264,
                0.3465735902799727,
                1.0397207708399179,
                1.039720770839918,
                0x1p-28,
                0x1p-29,
                -0x1p-29,
                Double.MIN_VALUE,
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NaN);
        Random random = new Random(1);
        DoubleStream wide = random.doubles(200_000, -760, 720);
        DoubleStream near = random.doubles(200_000, -2, 2);
        DoubleStream tiny = random.doubles(20_000, -1e-8, 1e-8);
        check(0, StrictMath::exp, concat(edges, wide, near, tiny));
    }

    @Test
    void logarithmsHaveTheBitsOfStrictMath() {
        Torch.assume();
        DoubleStream edges = DoubleStream.of(
                0.0,
                -0.0,
                1,
                -1,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                Math.nextUp(1),
                Math.nextDown(1),
                1 + 0x1p-20,
                1 - 0x1p-20,
                1 + 0x1p-21,
                2,
                4,
                0.5,
                Math.sqrt(2),
                Double.POSITIVE_INFINITY,
                Double.NEGATIVE_INFINITY,
                Double.NaN);
        Random random = new Random(2);
        DoubleStream unit = random.doubles(200_000);
        DoubleStream near = random.doubles(50_000, 0.999999, 1.000001);
        DoubleStream any = random.longs(200_000).mapToDouble(Double::longBitsToDouble);
        check(1, StrictMath::log, concat(edges, unit, near, any));
    }

    @Test
    void squareRootsAreCorrectlyRounded() {
        Torch.assume();
        DoubleStream edges = DoubleStream.of(
                0.0,
                -0.0,
                1,
                -1,
                2,
                4,
                Double.MIN_VALUE,
                Double.MIN_NORMAL,
                Double.MAX_VALUE,
                Math.nextUp(1),
                Math.nextDown(1),
                Math.nextUp(4),
                Math.nextDown(4),
                Double.POSITIVE_INFINITY,
                Double.NaN);
        Random random = new Random(3);
        DoubleStream unit = random.doubles(300_000, 0, 4);
        DoubleStream any = random.longs(200_000).mapToDouble(Double::longBitsToDouble);
        DoubleStream squares = random.doubles(100_000).map(x -> x * x);
        check(2, Math::sqrt, concat(edges, unit, any, squares));
    }

    private static void check(int result, DoubleUnaryOperator expected, double[] arguments) {
        double[] computed;
        try (TensorScope scope = TensorScope.on(Device.cpu())) {
            List<PtNDArray> results = new TorchDevice("cpu").kernels().call(scope, "forward", (PtNDArray)
                    scope.manager().create(arguments));
            computed = results.get(result).toDoubleArray();
        }
        for (int i = 0; i < arguments.length; i++) {
            assertThat(Double.doubleToLongBits(computed[i]))
                    .as("at " + arguments[i] + ", which is " + computed[i])
                    .isEqualTo(Double.doubleToLongBits(expected.applyAsDouble(arguments[i])));
        }
    }

    private static double[] concat(DoubleStream... parts) {
        return Arrays.stream(parts).flatMapToDouble(part -> part).toArray();
    }

    private static String storedHash() throws Exception {
        Path module = Path.of(Objects.requireNonNull(TorchDevice.class.getResource(TorchDevice.KERNELS))
                .toURI());
        try (ZipFile zip = new ZipFile(module.toFile());
                InputStream in = zip.getInputStream(zip.getEntry("kernels/extra/source.sha256"))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
