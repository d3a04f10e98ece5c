package io.orbit.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Bytes that were written once and must be readable for ever: {@code golden/NAME.bin}, and what they say in
 * {@code golden/NAME.json}. A new type of record or body gets its files by {@code -Dorbit.golden.write=true}; files that
 * are there are never rewritten.
 */
class GoldenBytesTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    static final Map<Integer, Wire<?>> WIRES = Stream.of(
                    Wire.REQUEST,
                    Wire.EVENT,
                    Wire.COMMAND,
                    Wire.REPORT,
                    Wire.TICKET,
                    Wire.DEAD_LETTER,
                    Wire.BEAT,
                    Wire.ORDER,
                    Wire.LOG)
            .collect(Collectors.toUnmodifiableMap(Wire::id, Function.identity()));

    @BeforeAll
    static void writeWhatIsMissingWhenAsked() throws IOException {
        if (!Boolean.getBoolean("orbit.golden.write")) {
            return;
        }
        Files.createDirectories(GOLDEN);
        for (Map.Entry<String, SpecificRecordBase> sample : Samples.all().entrySet()) {
            Path bytes = GOLDEN.resolve(sample.getKey() + ".bin");
            if (!Files.exists(bytes)) {
                Files.write(bytes, encode(sample.getValue()));
                Files.writeString(GOLDEN.resolve(sample.getKey() + ".json"), json(sample.getValue()) + "\n");
            }
        }
    }

    @Test
    void everyTypeOfRecordAndBodyHasGoldenBytes() throws IOException {
        assertThat(golden().toList()).containsAll(Samples.all().keySet());
    }

    @Test
    void everySchemaIdHasAReader() {
        assertThat(WIRES.keySet()).isEqualTo(Wire.SCHEMAS.keySet());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void goldenBytesStillSayWhatTheySaid(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(GOLDEN.resolve(name + ".bin"));

        SpecificRecordBase record =
                WIRES.get(ByteBuffer.wrap(bytes, 1, 4).getInt()).decode(bytes);

        assertThat(json(record))
                .isEqualTo(Files.readString(GOLDEN.resolve(name + ".json")).strip());
    }

    @ParameterizedTest
    @MethodSource("golden")
    void goldenBytesAreWhatIsWrittenToday(String name) throws IOException {
        byte[] bytes = Files.readAllBytes(GOLDEN.resolve(name + ".bin"));

        SpecificRecordBase record =
                WIRES.get(ByteBuffer.wrap(bytes, 1, 4).getInt()).decode(bytes);

        assertThat(encode(record)).isEqualTo(bytes);
    }

    static Stream<String> golden() throws IOException {
        try (Stream<Path> files = Files.list(GOLDEN)) {
            return files
                    .map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".bin"))
                    .map(name -> name.substring(0, name.length() - ".bin".length()))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @SuppressWarnings("unchecked") // the wire is found by the id of the record's own schema
    static byte[] encode(SpecificRecordBase record) {
        for (Wire<?> wire : WIRES.values()) {
            if (Wire.SCHEMAS.get(wire.id()).equals(record.getSchema())) {
                return ((Wire<SpecificRecordBase>) wire).encode(record);
            }
        }
        throw new AssertionError("No wire for " + record.getSchema().getName());
    }

    private static String json(SpecificRecordBase record) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        JsonEncoder encoder = EncoderFactory.get().jsonEncoder(record.getSchema(), out);
        new SpecificDatumWriter<SpecificRecordBase>(record.getSchema()).write(record, encoder);
        encoder.flush();
        return out.toString(StandardCharsets.UTF_8);
    }
}
