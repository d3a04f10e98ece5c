package io.orbit.connectors.transform;

import static org.assertj.core.api.Assertions.assertThat;

import io.orbit.connectors.api.SegmentEngine;
import io.orbit.connectors.engine.EngineSettings;
import io.orbit.connectors.engine.Segments;
import io.orbit.schemas.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReshapesTest {
    private static final String ORDER =
            "{'type':'record','name':'Order','fields':[{'name':'id','type':'long'},{'name':'note','type':['null','string']}]}";

    @TempDir
    static Path data;

    private static SegmentEngine engine;

    @BeforeAll
    static void open() {
        engine = Segments.engine(EngineSettings.in(data.resolve("work")).withBaseDir(data));
    }

    private static Tables tables() {
        return new Tables(data, engine);
    }

    private static Tables payloads() throws IOException {
        return tables().with(
                        "in",
                        "{'n':'int','body':'string'}",
                        "{'n':1,'body':'{\\'a\\':7,\\'b\\':\\'x\\'}'}"
                                .replace("\\'", "\\\\'")
                                .replace("\\\\'", "\\\""),
                        "{'n':2,'body':'{\\\"a\\\":\\\"seven\\\"}'}",
                        "{'n':3,'body':null}",
                        "{'n':4,'body':'no json'}");
    }

    @Test
    void aPayloadBecomesColumnsAndOneThatIsBadIsMarkedAndKept() throws IOException {
        assertThat(
                        payloads()
                                .rows(
                                        "parse",
                                        "{'inputs':['in'],'with':{'column':'body','format':'json','schema':{'a':'int','b':'string'},'onError':'mark'}}"))
                .containsExactly(
                        "{'n':1,'a':7,'b':'x','parse_error':null}",
                        "{'n':2,'a':null,'b':null,'parse_error':'{\\'a\\':\\'seven\\'}'}",
                        "{'n':3,'a':null,'b':null,'parse_error':null}",
                        "{'n':4,'a':null,'b':null,'parse_error':'no json'}");
    }

    @Test
    void aBadPayloadFailsTheStepOrGivesNullsIntoAStruct() throws IOException {
        String with = "{'inputs':['in'],'with':{'column':'BODY','format':'json','schema':{'a':'int'},'into':'o'%s}}";

        assertThat(payloads().rows("parse", with.formatted(",'onError':'null','keep':false")))
                .containsExactly("{'n':1,'o':{'a':7}}", "{'n':2,'o':null}", "{'n':3,'o':null}", "{'n':4,'o':null}");
        var failed = payloads().failing("parse", with.formatted(""));
        assertThat(failed.failure.code()).isEqualTo(ErrorCode.BAD_ROW);
        assertThat(failed.failure).hasMessageContaining("'body'").hasMessageNotContaining("seven");
    }

    @Test
    void csvIsReadInTheOrderOfItsFields() throws IOException {
        Tables tables = tables().with("in", "{'line':'string'}", "{'line':'1;a'}", "{'line':'2'}", "{'line':null}");

        assertThat(
                        tables.rows(
                                "parse",
                                "{'inputs':['in'],'with':{'column':'line','format':'csv','delimiter':';','schema':{'n':'int','s':'string'},'onError':'mark','keep':true}}"))
                .containsExactly(
                        "{'line':'1;a','n':1,'s':'a','parse_error':null}",
                        "{'line':'2','n':null,'s':null,'parse_error':'2'}",
                        "{'line':null,'n':null,'s':null,'parse_error':null}");
    }

    @Test
    void avroIsReadByItsSchema() throws IOException {
        Tables tables = tables().with(
                        "in",
                        "{'body':'binary'}",
                        "{'body':'%s'}".formatted(avro(7, "x")),
                        "{'body':'%s'}".formatted(avro(8, null)),
                        "{'body':'/w=='}",
                        "{'body':null}");

        assertThat(tables.rows(
                        "parse",
                        "{'inputs':['in'],'with':{'column':'body','format':'avro','schema':%s,'onError':'mark'}}"
                                .formatted(ORDER)))
                .containsExactly(
                        "{'id':7,'note':'x','parse_error':null}",
                        "{'id':8,'note':null,'parse_error':null}",
                        "{'id':null,'note':null,'parse_error':'/w=='}",
                        "{'id':null,'note':null,'parse_error':null}");
    }

    private static String avro(long id, String note) throws IOException {
        Schema schema = new Schema.Parser().parse(ORDER.replace('\'', '"'));
        GenericData.Record order = new GenericData.Record(schema);
        order.put("id", id);
        order.put("note", note);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
        new GenericDatumWriter<GenericData.Record>(schema).write(order, encoder);
        encoder.flush();
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    @Test
    void aPayloadThatIsNoTextOrAFieldThatIsThereIsRefused() throws IOException {
        String with = "{'inputs':['in'],'with':{'column':'%s','format':'json','schema':{'n':'int'}}}";

        var number = payloads().failing("parse", with.formatted("n"));
        var typo = payloads().failing("parse", with.formatted("bdoy"));
        var twice = payloads().failing("parse", with.formatted("body"));

        assertThat(number.failure).hasMessageContaining("'n' is int; a payload is text or binary");
        assertThat(typo.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(typo.failure).hasMessageContaining("Did you mean 'body'?");
        assertThat(twice.failure).hasMessageContaining("two columns 'n'");
    }

    private static Tables orders() throws IOException {
        return tables().with(
                        "in",
                        "{'id':'int','who':'struct<name:string,at:struct<city:string>>','lines':'array<struct<sku:string,n:int>>'}",
                        "{'id':1,'who':{'name':'Ann','at':{'city':'Ulm'}},'lines':[{'sku':'a','n':1},{'sku':'b','n':2}]}",
                        "{'id':2,'who':null,'lines':[]}",
                        "{'id':3,'who':{'name':'Bob','at':null},'lines':null}");
    }

    @Test
    void structsBecomeColumnsAndArraysRows() throws IOException {
        assertThat(orders().rows("flatten", "{'inputs':['in'],'with':{'explode':['lines']}}"))
                .containsExactly(
                        "{'id':1,'who_name':'Ann','who_at_city':'Ulm','lines_sku':'a','lines_n':1}",
                        "{'id':1,'who_name':'Ann','who_at_city':'Ulm','lines_sku':'b','lines_n':2}",
                        "{'id':2,'who_name':null,'who_at_city':null,'lines_sku':null,'lines_n':null}",
                        "{'id':3,'who_name':'Bob','who_at_city':null,'lines_sku':null,'lines_n':null}");
        assertThat(
                        orders().rows(
                                        "flatten",
                                        "{'inputs':['in'],'with':{'columns':['who'],'explode':['lines'],'separator':'.','outer':false}}"))
                .containsExactly(
                        "{'id':1,'who.name':'Ann','who.at.city':'Ulm','lines.sku':'a','lines.n':1}",
                        "{'id':1,'who.name':'Ann','who.at.city':'Ulm','lines.sku':'b','lines.n':2}");
    }

    @Test
    void whatIsNoStructOrArrayCannotBeFlattened() throws IOException {
        var array = orders().failing("flatten", "{'inputs':['in'],'with':{'explode':['id']}}");
        var struct = orders().failing("flatten", "{'inputs':['in'],'with':{'columns':['lines']}}");
        var none = orders().failing("flatten", "{'inputs':['in'],'with':{'explode':['line']}}");

        assertThat(array.failure).hasMessageContaining("'id' is int, not an array");
        assertThat(struct.failure).hasMessageContaining("not a struct");
        assertThat(none.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        assertThat(none.failure).hasMessageContaining("Did you mean 'lines'?");
    }

    private static Tables sales() throws IOException {
        return tables().with(
                        "in",
                        "{'shop':'string','kind':'string','n':'int'}",
                        "{'shop':'a','kind':'x','n':1}",
                        "{'shop':'a','kind':'x','n':2}",
                        "{'shop':'a','kind':'y','n':null}",
                        "{'shop':'b','kind':null,'n':4}",
                        "{'shop':'b','kind':'z','n':5}");
    }

    @Test
    void aPivotHasTheColumnsThatAreNamedAndNoOthers() throws IOException {
        assertThat(
                        sales().rows(
                                        "pivot",
                                        "{'inputs':['in'],'with':{'groupBy':['shop'],'column':'kind','values':['x','y','w'],'measures':{'total':'sum(n)'}}}"))
                .containsExactly("{'shop':'a','x':3,'y':null,'w':null}", "{'shop':'b','x':null,'y':null,'w':null}");
        assertThat(
                        sales().rows(
                                        "pivot",
                                        "{'inputs':['in'],'with':{'groupBy':['shop'],'column':'kind','values':['x'],'measures':{'total':'sum(n)','rows':'count(n)'}}}"))
                .containsExactly("{'shop':'a','x_total':3,'x_rows':2}", "{'shop':'b','x_total':null,'x_rows':null}");
    }

    @Test
    void anUnpivotGivesARowForEachColumn() throws IOException {
        Tables months = tables().with(
                        "in",
                        "{'id':'int','jan':'int','feb':'bigint','note':'string'}",
                        "{'id':1,'jan':10,'feb':null,'note':'n'}");

        assertThat(months.rows("unpivot", "{'inputs':['in'],'with':{'columns':['jan','feb'],'keep':['id']}}"))
                .containsExactly("{'id':1,'name':'feb','value':null}", "{'id':1,'name':'jan','value':10}");
        assertThat(months.rows("unpivot", "{'inputs':['in'],'with':{'columns':['jan','feb'],'dropNulls':true}}"))
                .containsExactly("{'id':1,'note':'n','name':'jan','value':10}");
        var mixed = months.failing("unpivot", "{'inputs':['in'],'with':{'columns':['jan','note']}}");
        assertThat(mixed.failure.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
        var named = months.failing("unpivot", "{'inputs':['in'],'with':{'columns':['jan'],'nameColumn':'note'}}");
        assertThat(named.failure).hasMessageContaining("two columns 'note'");
    }

    @Test
    void noRowsGiveNoRows() throws IOException {
        Tables empty =
                tables().with("in", "{'k':'string','body':'string','s':'struct<a:int>','l':'array<int>','n':'int'}");

        assertThat(empty.rows(
                        "parse", "{'inputs':['in'],'with':{'column':'body','format':'json','schema':{'x':'int'}}}"))
                .isEmpty();
        assertThat(empty.rows("flatten", "{'inputs':['in'],'with':{'explode':['l']}}"))
                .isEmpty();
        assertThat(
                        empty.rows(
                                "pivot",
                                "{'inputs':['in'],'with':{'groupBy':['k'],'column':'k','values':['x'],'measures':{'n':'count(*)'}}}"))
                .isEmpty();
        assertThat(empty.rows("unpivot", "{'inputs':['in'],'with':{'columns':['n'],'keep':['k']}}"))
                .isEmpty();
    }
}
