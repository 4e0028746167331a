package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A sample of a schema")
class SchemaSampleTest {

    private static JsonNode sample(String schema) {
        return SchemaSample.of(AskedOf.JSON.readTree(schema), 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "true",
                "{}",
                "{'type':'object'}",
                "{'type':'object','properties':{'a':{},'b':{'type':'number'}},'required':['b','c']}",
                "{'type':'object','additionalProperties':{'type':'integer'},'minProperties':3}",
                "{'type':'object','properties':{'x':{'type':'string'},'y':{'type':'string'}},'minProperties':1}",
                "{'type':'array','items':{'type':'string'},'minItems':4,'uniqueItems':true}",
                "{'type':'array','items':{'enum':['a','b','c']},'minItems':3,'uniqueItems':true}",
                "{'type':'array','items':{'type':'string'},'maxItems':0}",
                "{'type':'array','prefixItems':[{'type':'integer'},{'type':'boolean'}],'items':false,'maxItems':2}",
                "{'type':['string','null'],'minLength':30}",
                "{'type':['null']}",
                "{'type':'string','maxLength':2}",
                "{'type':'string','pattern':'^[A-Z]{3}-\\\\d{4}$'}",
                "{'type':'string','pattern':'^(?:red|green)+(\\\\.[a-f0-9_]*)?$','minLength':6}",
                "{'type':'string','pattern':'^[^@\\\\s]+@[^@\\\\s]+$'}",
                "{'type':'string','format':'date-time'}",
                "{'enum':[3,4]}",
                "{'const':{'a':[1]}}",
                "{'type':'integer','minimum':18}",
                "{'type':'integer','exclusiveMinimum':18,'maximum':19}",
                "{'type':'integer','maximum':-5}",
                "{'type':'integer','multipleOf':7,'minimum':15}",
                "{'type':'number','minimum':0,'maximum':1}",
                "{'type':'number','exclusiveMinimum':0,'exclusiveMaximum':1}",
                "{'type':'number','multipleOf':0.25,'minimum':3.1}",
                "{'minimum':5}",
                "{'anyOf':[{'type':'integer'},{'type':'null'}]}",
                "{'oneOf':[{'type':'object','properties':{'k':{'const':'a'}},'required':['k']},{'type':'null'}]}",
                "{'allOf':[{'properties':{'a':{'type':'integer'}},'required':['a']},"
                        + "{'properties':{'b':{'type':'null'}},'required':['b']}],'type':'object'}",
                "{'$defs':{'p':{'type':'object','properties':{'n':{'type':'string'}},'required':['n']}},"
                        + "'type':'object','properties':{'p':{'$ref':'#/$defs/p'},'q':{'type':'array','items':{'$ref':'#/$defs/p'}}},"
                        + "'required':['p','q']}",
                "{'definitions':{'a/b':{'type':'integer'}},'$ref':'#/definitions/a~1b'}",
                "{'$ref':'#/$defs/node','$defs':{'node':{'type':'object','properties':{"
                        + "'next':{'anyOf':[{'$ref':'#/$defs/node'},{'type':'null'}]},"
                        + "'children':{'type':'array','items':{'$ref':'#/$defs/node'}}},'required':['next','children']}}}",
                "{'type':'OBJECT','properties':{'n':{'type':'STRING','nullable':true},'l':{'type':'ARRAY','items':{'type':'INTEGER'}}},"
                        + "'required':['n','l']}"
            })
    void satisfies_it(String quoted) {
        JsonNode schema = AskedOf.JSON.readTree(quoted.replace('\'', '"'));
        for (int variant = 0; variant < 3; variant++) {
            JsonNode sample = SchemaSample.of(schema, variant);
            assertThat(MiniValidator.complaints(schema, sample))
                    .as(sample.toString())
                    .isEmpty();
        }
    }

    @Test
    void is_minimal_but_says_something() {
        assertThat(sample(
                                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"},\"extra\":{\"type\":\"string\"},"
                                        + "\"tags\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}},\"required\":[\"tags\",\"city\"]}")
                        .toString())
                .isEqualTo("{\"city\":\"Paris\",\"tags\":[\"demo\"]}");
    }

    @Test
    void uses_numbers_and_words_that_suit_the_names() {
        assertThat(sample(
                                "{\"type\":\"object\",\"properties\":{\"age\":{\"type\":\"integer\"},\"year\":{\"type\":\"integer\","
                                        + "\"maximum\":2000},\"dir_path\":{\"type\":\"string\"},\"command\":{\"type\":\"array\",\"items\":"
                                        + "{\"type\":\"string\"}}},\"required\":[\"age\",\"year\",\"dir_path\",\"command\"]}")
                        .toString())
                .isEqualTo("{\"age\":36,\"year\":2000,\"dir_path\":\".\",\"command\":[\"echo demo\"]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'type':'array','minItems':100000000,'items':{'type':'array','minItems':100000000,'items':{'type':'array','minItems':99}}}",
                "{'type':'string','minLength':2000000000}",
                "{'type':'string','pattern':'^a{9999}b{9999}$'}",
                "{'type':'string','pattern':'^(a+)+(a+)+(a+)+$[^a]','minLength':1000}",
                "{'type':'string','pattern':'('}",
                "{'type':'object','minProperties':1000000000}",
                "{'$ref':'#'}",
                "{'$ref':'https://example.com/x.json'}",
                "{'$ref':'#/nowhere'}",
                "{'$ref':'#/allOf/0','allOf':[{'$ref':'#'}]}",
                "{'type':'object','properties':{'a':{'$ref':'#'},'b':{'$ref':'#'}},'required':['a','b']}",
                "{'anyOf':[{'$ref':'#'}]}",
                "{'anyOf':[]}",
                "{'type':'integer','minimum':1e300,'maximum':1e301}",
                "{'type':'number','minimum':5,'maximum':1,'multipleOf':1e-300}",
                "{'type':7,'enum':{},'required':'x','properties':[],'items':3}",
                "{'type':'object','required':[1,null],'properties':{'a':4}}"
            })
    void stays_small_and_quick_whatever_is_asked(String quoted) {
        String sample = sample(quoted.replace('\'', '"')).toString();
        assertThat(sample.length()).isLessThan(200_000);
    }

    @Test
    void satisfies_the_schemas_that_real_requests_bring() {
        int checked = 0;
        for (RecordedExchange exchange : RecordedExchanges.assumePresent()
                .protocol("openai-chat", "openai-responses", "anthropic-messages", "gemini-generate")
                .list()) {
            if (exchange.requestBody().isEmpty()) {
                continue;
            }
            List<JsonNode> schemas = new ArrayList<>();
            collect(AskedOf.JSON.readTree(exchange.requestBody().orElseThrow()), schemas);
            for (JsonNode schema : schemas) {
                JsonNode sample = SchemaSample.of(schema, 0);
                assertThat(MiniValidator.complaints(schema, sample))
                        .as(exchange.id() + " " + schema + " " + sample)
                        .isEmpty();
                checked++;
            }
        }
        assertThat(checked).isGreaterThan(50);
    }

    private static void collect(JsonNode node, List<JsonNode> schemas) {
        for (String name : List.of(
                "parameters",
                "schema",
                "input_schema",
                "parametersJsonSchema",
                "parameters_json_schema",
                "responseSchema",
                "responseJsonSchema")) {
            if (node.path(name).has("type")) {
                schemas.add(node.path(name));
            }
        }
        node.values().forEach(inner -> collect(inner, schemas));
    }
}
