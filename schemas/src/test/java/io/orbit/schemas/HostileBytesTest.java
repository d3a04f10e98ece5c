package io.orbit.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever bytes arrive, a record or an {@link OrbitException} comes out, and memory stays flat. */
class HostileBytesTest {
    private static final int ROUNDS = 50_000;
    private static final long SEED = Long.getLong("orbit.seed", 20_261_120L);

    /** Bytes of heap that one decode of at most 4 KiB may use: far more than it needs, far less than a claimed gigabyte. */
    private static final long MOST_HEAP = 4L << 20;

    @ParameterizedTest
    @MethodSource("decoders")
    void nothingButARecordOrAnOrbitExceptionComesOut(Decoder decoder) {
        Random random = new Random(SEED);
        int records = 0;
        for (int round = 0; round < ROUNDS; round++) {
            byte[] bytes = hostile(decoder.honest(), random);
            try {
                records += decodes(decoder, bytes) ? 1 : 0;
            } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
                throw new AssertionError(
                        "%s, seed %d, round %d: %s".formatted(decoder, SEED, round, Arrays.toString(bytes)), e);
            }
        }
        assertThat(records).as("mutations that stay readable").isBetween(1, ROUNDS - 1);
    }

    @ParameterizedTest
    @MethodSource("decoders")
    void noDecodeTakesMuchMoreHeapThanItsBytes(Decoder decoder) {
        Random random = new Random(SEED + 1);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = hostile(decoder.honest(), random);
            long before = threads.getCurrentThreadAllocatedBytes();
            decodes(decoder, bytes);
            assertThat(threads.getCurrentThreadAllocatedBytes() - before)
                    .as("%s, seed %d, round %d", decoder, SEED, round)
                    .isLessThan(MOST_HEAP);
        }
    }

    @Test
    void anArrayThatClaimsTwoBillionItemsIsPoison() {
        byte[] beat = {0, 0, 0, 3, (byte) 0xef, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xfe, -1, -1, -1, 15};

        assertThatThrownBy(() -> Wire.BEAT.decode(beat))
                .isInstanceOfSatisfying(
                        OrbitException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.POISON_BYTES))
                .hasRootCauseMessage("An array claims more items than there are bytes.");
    }

    @Test
    void aTextThatClaimsTwoGigabytesOrLessThanNothingIsPoison() {
        for (byte[] length :
                new byte[][] {{(byte) 0xfe, -1, -1, -1, 15}, {1}, {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1}}) {
            byte[] beat = join(new byte[] {0, 0, 0, 3, (byte) 0xef}, length);
            assertThatThrownBy(() -> Wire.BEAT.decode(beat))
                    .hasRootCauseMessage("A text claims more bytes than there are.");
        }
    }

    @Test
    void bytesAfterTheEndOfARecordArePoison() {
        byte[] whole = honest("Event.RunStarted");

        assertThatThrownBy(() -> Wire.EVENT.decode(join(whole, new byte[] {0})))
                .isInstanceOf(OrbitException.class)
                .hasMessage("1 bytes follow the end of the Event.");
    }

    @Test
    void everyTruncationOfEveryRecordIsPoison() {
        Samples.all().forEach((name, record) -> {
            Decoder decoder = decoders()
                    .filter(each -> each.name().equals(record.getSchema().getName()))
                    .findFirst()
                    .orElseThrow();
            byte[] whole = honest(name);
            for (int length = 0; length < whole.length; length++) {
                byte[] part = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> decoder.decode().apply(part)).as(name).isInstanceOf(OrbitException.class);
            }
        });
    }

    /** False when it is refused as it should be. */
    private static boolean decodes(Decoder decoder, byte[] bytes) {
        try {
            return decoder.decode().apply(bytes) != null;
        } catch (OrbitException e) {
            assertThat(e.code()).isIn(ErrorCode.POISON_BYTES, ErrorCode.POISON_SCHEMA);
            return false;
        }
    }

    /** Random bytes, or an honest value with bytes changed, cut, repeated, put in, or joined with another. */
    private static byte[] hostile(List<byte[]> honest, Random random) {
        byte[] bytes = honest.get(random.nextInt(honest.size())).clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            switch (random.nextInt(7)) {
                case 0 -> bytes = random(random, 64);
                case 1 -> bytes = join(Arrays.copyOf(bytes, Math.min(5, bytes.length)), random(random, 64));
                case 2 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
                case 3 -> bytes = join(bytes, honest.get(random.nextInt(honest.size())));
                case 4 -> bytes = spliced(bytes, random(random, 8), random);
                case 5 -> bytes = spliced(bytes, new byte[] {-1, -1, -1, -1, 15}, random); // a claimed length of 2^31
                default -> {
                    if (bytes.length > 0) {
                        bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                    }
                }
            }
        }
        return bytes.length > 4096 ? Arrays.copyOf(bytes, 4096) : bytes;
    }

    private static byte[] spliced(byte[] bytes, byte[] part, Random random) {
        int at = random.nextInt(bytes.length + 1);
        return join(join(Arrays.copyOf(bytes, at), part), Arrays.copyOfRange(bytes, at, bytes.length));
    }

    private static byte[] random(Random random, int most) {
        byte[] bytes = new byte[random.nextInt(most + 1)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(first);
        joined.writeBytes(second);
        return joined.toByteArray();
    }

    private static byte[] honest(String name) {
        return GoldenBytesTest.encode(Samples.all().get(name));
    }

    /** @param honest values from which hostile ones are made */
    record Decoder(String name, Function<byte[], ?> decode, List<byte[]> honest) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Decoder> decoders() {
        List<Decoder> decoders = new ArrayList<>();
        GoldenBytesTest.WIRES.forEach((id, wire) -> {
            String name = Wire.SCHEMAS.get(id).getName();
            decoders.add(new Decoder(name, wire::decode, samples(name)));
        });
        List<byte[]> requests = new ArrayList<>(samples("Request"));
        for (String json : List.of(
                "{\"type\":\"RunRequested\",\"pipeline\":\"default.flights\",\"params\":{\"a\":[1,{\"b\":null}]}}",
                "{\"type\":\"CancelRequested\",\"runId\":\"default.flights.01KX0000000000000000000000\"}",
                "{\"type\":\"PipelineSubmitted\",\"definition\":{\"name\":\"x\",\"steps\":[]},\"actor\":\"\\u00fc\"}")) {
            requests.add(json.getBytes(StandardCharsets.UTF_8));
        }
        decoders.add(new Decoder("a request in either form", RequestJson::decode, requests));
        return decoders.stream();
    }

    private static List<byte[]> samples(String record) {
        return Samples.all().entrySet().stream()
                .filter(sample -> sample.getValue().getSchema().getName().equals(record))
                .map(Map.Entry<String, SpecificRecordBase>::getValue)
                .map(GoldenBytesTest::encode)
                .toList();
    }
}
