package io.modelrouter.core.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.csv.CsvMapper;
import tools.jackson.dataformat.csv.CsvReadFeature;

@DisplayName("An export")
class CallExportTest {
    private static final JsonMapper JSON = new JsonMapper();

    private final InMemoryCallLog history = new InMemoryCallLog(ZoneOffset.UTC);
    private final CallExport export = new CallExport(history);

    private String calls(CallFilter filter, ExportFormat format) {
        try {
            StringBuilder out = new StringBuilder();
            export.calls(filter, format, out);
            return out.toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static List<String[]> rows(String csv) {
        return CsvMapper.builder()
                .enable(CsvReadFeature.WRAP_AS_ARRAY)
                .build()
                .readerFor(String[].class)
                .<String[]>readValues(csv)
                .readAll();
    }

    private String cell(CallRecord record, String column) {
        history.write(record);
        List<String[]> rows = rows(calls(CallFilter.everybody(), ExportFormat.CSV));
        return rows.get(1)[List.of(rows.get(0)).indexOf(column)];
    }

    @Test
    @DisplayName("as CSV has a header and a row for each record, columns in their documented order")
    void csv() {
        history.write(Calls.full("call_1"));

        assertThat(calls(CallFilter.everybody(), ExportFormat.CSV))
                .isEqualTo("id,time,token,accounts,group,address,requested_model,served_model,channel,client_dialect,"
                        + "channel_dialect,stream,status,error,upstream_request_id,prompt_tokens,cached_tokens,"
                        + "cache_write_tokens,cache_write_long_tokens,completion_tokens,reasoning_tokens,"
                        + "audio_input_tokens,audio_output_tokens,image_input_tokens,image_output_tokens,usage_source,"
                        + "usage_suspect,cost_nanos,cost,rates,channel_multiplier,group_multiplier,settlement,attempts,"
                        + "failures,losses,request_time_ms,time_to_first_event_ms,attributes,overage_nanos,overage\r\n"
                        + "call_1,2026-03-10T12:00:00Z,team-search,\"[\"\"user:ann\"\",\"\"team:search\"\"]\",gold,"
                        + "2001:db8::1,claude-sonnet-4-5,gemini-2.5-pro,gemini-eu,claude-messages,gemini-generate,true,"
                        + "504,TIMEOUT,req_1,123,20,3,2,50,6,0,0,0,0,ESTIMATED,true,1234567,0.001234567,"
                        + "\"input=2.5 output=10\",1.25,0.0000001,CONFIRMED,2,"
                        + "\"[{\"\"number\"\":1,\"\"channel\"\":\"\"main\"\",\"\"kind\"\":\"\"OVERLOADED\"\","
                        + "\"\"status\"\":529,\"\"elapsed_ms\"\":12,\"\"summary\"\":\"\"answered 529\"\"}]\","
                        + "\"[{\"\"field\"\":\"\"top_k\"\",\"\"severity\"\":\"\"HINT\"\","
                        + "\"\"reason\"\":\"\"has no such field\"\"}]\",61234,345,\"{\"\"tenant\"\":\"\"42\"\"}\","
                        + "1200,0.0000012\r\n");
    }

    @Test
    @DisplayName("as JSON has the same columns, with numbers as numbers and lists as lists")
    void json() {
        history.write(Calls.full("call_1"));
        history.write(Calls.call("call_0").build());

        JsonNode all = JSON.readTree(calls(CallFilter.everybody(), ExportFormat.JSON));

        assertThat(all).hasSize(2);
        JsonNode full = all.get(0);
        assertThat(full.propertyNames())
                .containsExactlyElementsOf(
                        ExportColumn.CALLS.stream().map(ExportColumn::name).toList());
        assertThat(full.get("cost_nanos").isIntegralNumber()).isTrue();
        assertThat(full.get("cost").decimalValue()).isEqualByComparingTo("0.001234567");
        assertThat(full.get("accounts").get(1).stringValue()).isEqualTo("team:search");
        assertThat(full.get("failures").get(0).get("status").intValue()).isEqualTo(529);
        assertThat(full.get("attributes").get("tenant").stringValue()).isEqualTo("42");
        assertThat(all.get(1).get("error").isNull()).isTrue();
    }

    @Test
    @DisplayName("as JSON lines has one object on each line, whatever line breaks are in it")
    void jsonLines() {
        history.write(Calls.call("a").attributes(Map.of("n", "one\ntwo\r\n")).build());
        history.write(Calls.call("b").build());

        String[] lines = calls(CallFilter.everybody(), ExportFormat.JSON_LINES).split("\n", -1);

        assertThat(lines).hasSize(3);
        assertThat(lines[2]).isEmpty();
        assertThat(JSON.readTree(lines[0]).get("id").stringValue()).isEqualTo("b");
        assertThat(JSON.readTree(lines[1]).get("attributes").get("n").stringValue())
                .isEqualTo("one\ntwo\r\n");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("of nothing is a table without rows")
    void empty(ExportFormat format) {
        String text = calls(CallFilter.everybody(), format);

        switch (format) {
            case CSV -> assertThat(rows(text)).hasSize(1);
            case JSON -> assertThat(JSON.readTree(text)).isEmpty();
            case JSON_LINES -> assertThat(text).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =cmd|' /C calc'!A0", "\r\n+1", "＝1", "\u00a0=1"})
    @DisplayName("as CSV lets no text be taken for a formula")
    void formulas(String text) {
        assertThat(cell(Calls.call("a").channel(text).build(), "channel")).isEqualTo("'" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=b", "1-2", "it's", "", "plain", "'quoted", "a,b;c", "\"", "a\"b\r\nc", "日本 🚀"})
    @DisplayName("as CSV leaves other text as it is, quoted where it must be")
    void text(String text) {
        assertThat(cell(Calls.call("a").servedModel(text).build(), "served_model"))
                .isEqualTo(text);
    }

    @Test
    @DisplayName("as CSV defuses every column of text")
    void everyColumn() {
        String evil = "=HYPERLINK(\"x\")";
        history.write(CallRecord.builder(evil, Calls.NOON, evil, Calls.full("x").clientDialect())
                .token(evil)
                .accounts(List.of(new AccountId(evil)))
                .group(evil)
                .address(evil)
                .servedModel(evil)
                .channel(evil)
                .upstreamRequestId(evil)
                .attributes(Map.of(evil, evil))
                .build());

        for (String cell : rows(calls(CallFilter.everybody(), ExportFormat.CSV)).get(1)) {
            assertThat(cell).doesNotMatch("(?s)^[=+@-].*");
        }
        StringBuilder daily = new StringBuilder();
        try {
            export.daily(CallFilter.everybody(), List.of(DailyGroup.values()), ExportFormat.CSV, daily);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        for (String cell : rows(daily.toString()).get(1)) {
            assertThat(cell).doesNotMatch("(?s)^[=+@-].*");
        }
    }

    @Test
    @DisplayName("has all records, page after page")
    void pages() throws IOException {
        for (int i = 0; i < 1_203; i++) {
            history.write(Calls.call("call_" + i).build());
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        long count = export.calls(CallFilter.everybody(), ExportFormat.JSON, out);

        assertThat(count).isEqualTo(1_203);
        assertThat(JSON.readTree(out.toByteArray()).findValuesAsString("id"))
                .hasSize(1_203)
                .doesNotHaveDuplicates();
    }

    @Test
    @Tag("cross-tenant")
    @DisplayName("has the calls of the owner that was named and no other's")
    void owner() {
        history.write(Calls.call("mine").token("one").build());
        history.write(Calls.call("theirs").token("two").build());

        for (ExportFormat format : ExportFormat.values()) {
            assertThat(calls(CallFilter.ofToken("one"), format))
                    .contains("mine")
                    .doesNotContain("theirs");
        }
    }

    @Test
    @DisplayName("of daily sums has their documented columns, empty where they were not told apart")
    void daily() throws IOException {
        history.write(Calls.full("a"));
        ByteArrayOutputStream out = new ByteArrayOutputStream();

        export.daily(CallFilter.everybody(), List.of(DailyGroup.TOKEN), ExportFormat.CSV, out);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "date,account,token,channel,model,calls,failures,prompt_tokens,cached_tokens,"
                                + "cache_write_tokens,completion_tokens,reasoning_tokens,cost_nanos,cost,request_time_mean_ms,"
                                + "request_time_p50_ms,request_time_p95_ms,request_time_p99_ms\r\n"
                                + "2026-03-10,,team-search,,,1,1,123,20,3,50,6,1234567,0.001234567,61234,63321,63321,63321\r\n");
    }

    @Test
    @DisplayName("leaves its target open and says what went wrong with it")
    void target() {
        history.write(Calls.full("a"));
        IOException gone = new IOException("gone");
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw gone;
            }

            @Override
            public void close() {
                throw new AssertionError("closed");
            }
        };

        for (ExportFormat format : ExportFormat.values()) {
            assertThatThrownBy(() -> export.calls(CallFilter.everybody(), format, broken))
                    .isSameAs(gone);
        }
    }
}
