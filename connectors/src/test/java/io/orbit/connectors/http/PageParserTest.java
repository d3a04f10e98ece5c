package io.orbit.connectors.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.orbit.schemas.OrbitException;
import java.io.BufferedWriter;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageParserTest {
    @TempDir
    Path folder;

    private PageContent parse(String page, String records, String... wanted) throws IOException {
        Path file = Files.writeString(folder.resolve("page"), page.replace('\'', '"'));
        return PageParser.parse(file, PageParser.pointer(records), Set.of(wanted), rows());
    }

    private Path rows() {
        return folder.resolve("rows");
    }

    @Test
    void recordsAreTakenOutAsTheyAreWhereverTheyStand() throws IOException {
        PageContent array = parse("{'skip':[{'a':{}}],'d':{'i':[{'n':1.10},{'n':[1,{'x':null}]}]},'after':1}", "d.i");

        assertThat(array.rows()).isEqualTo(2);
        assertThat(rows()).hasContent("{\"n\":1.10}\n{\"n\":[1,{\"x\":null}]}\n");
        assertThat(parse("[{'n':1}]", "").rows()).isEqualTo(1);
        assertThat(parse("{'n':1}", "").rows()).isEqualTo(1);
        assertThat(parse("{'a':[[{'n':1},{'n':2}]]}", "a.0").rows()).isEqualTo(2);
        assertThat(parse("{'a/b':{'c~d':{'n':1}}}", "/a~1b/c~0d").rows()).isEqualTo(1);
    }

    @Test
    void otherValuesAreFoundBeforeAndAfterTheRecords() throws IOException {
        PageContent page = parse(
                "{'meta':{'next':'c2','gone':null},'items':[],'count':{'all':7}}",
                "items",
                "/meta/next",
                "/meta/gone",
                "/count/all",
                "/nowhere");

        assertThat(page.found()).isEqualTo(Map.of("/meta/next", "c2", "/count/all", "7"));
    }

    @Test
    void nullIsNoRecord() throws IOException {
        assertThat(parse("{'items':null}", "items").rows()).isZero();
    }

    @Test
    void whatIsNoPageIsRefusedAndAnEndThatCameTooEarlyIsToldApart() throws IOException {
        assertThatThrownBy(() -> parse("{'items':[1]}", "items"))
                .isInstanceOf(OrbitException.class)
                .hasMessageContaining("no objects");
        assertThatThrownBy(() -> parse("{'items':[]} more", "items")).isInstanceOf(OrbitException.class);
        assertThatThrownBy(() -> parse("", "items"))
                .isInstanceOf(OrbitException.class)
                .hasMessageContaining("empty");
        assertThatThrownBy(() -> parse("{'items':[}", "items")).hasMessageContaining("not JSON (line 1, column 11)");
        assertThatThrownBy(() -> parse("down", "items")).hasMessageContaining("not JSON");
        String whole = "{'items':[{'n':1,'t':true,'s':'x'},{'n':-2.5e3}],'meta':{'next':null}}";
        assertThat(parse(whole, "items").rows()).isEqualTo(2);
        for (int at = 1; at < whole.length(); at++) {
            String cut = whole.substring(0, at);
            assertThatThrownBy(() -> parse(cut, "items")).as(cut).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void aRecordOfManyMegabytesGoesThroughUnchanged() throws IOException {
        long items = 3_000_000;
        Path page = folder.resolve("large");
        try (BufferedWriter out = Files.newBufferedWriter(page)) {
            out.write("{\"items\":{\"list\":[0");
            for (long at = 1; at < items; at++) {
                out.write(",1234567890");
            }
            out.write("]}}");
        }
        PageContent content = PageParser.parse(page, "/items", Set.of(), rows());

        assertThat(content.rows()).isEqualTo(1);
        assertThat(Files.size(rows())).isEqualTo(Files.size(page) - "{\"items\":}".length() + 1);
    }
}
