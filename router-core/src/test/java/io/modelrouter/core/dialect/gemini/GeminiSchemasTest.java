package io.modelrouter.core.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A schema rewritten for Gemini")
@Tag("field-20")
class GeminiSchemasTest {
    private static JsonNode json(String text) {
        return GeminiRecordings.json(text.replace('\'', '"'));
    }

    private static JsonNode rewritten(String schema) {
        return json(new GeminiSchemaRewriter(json(schema)).rewrite().toString());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'string','title':'T','$id':'i','default':'x','examples':['y']}|{'type':'STRING'}",
                "{'const':'a'}|{'enum':['a'],'type':'STRING'}",
                "{'enum':['a',null]}|{'nullable':true,'enum':['a'],'type':'STRING'}",
                "{'type':['integer','null']}|{'nullable':true,'type':'INTEGER'}",
                "{'type':['string','integer']}|{'anyOf':[{'type':'STRING'},{'type':'INTEGER'}]}",
                "{'type':'integer','enum':[1,2]}|{'enum':['1','2'],'type':'STRING'}",
                "{'anyOf':[{'type':'string'},{'type':'null'}]}|{'nullable':true,'type':'STRING'}",
                "{'oneOf':[{'type':'string'},{'type':'boolean'}]}|{'anyOf':[{'type':'STRING'},{'type':'BOOLEAN'}]}",
                "{'allOf':[{'type':'object'},{'properties':{'a':{'type':'string'}},'required':['a']}]}"
                        + "|{'type':'OBJECT','properties':{'a':{'type':'STRING'}},'required':['a']}",
                "{'type':'integer','exclusiveMinimum':0}|{'minimum':1,'type':'INTEGER'}",
                "{'type':'string','format':'uri'}|{'type':'STRING'}",
                "{'type':'string','format':'date-time'}|{'type':'STRING','format':'date-time'}",
                "{'type':'array'}|{'type':'ARRAY','items':{'type':'STRING'}}",
                "{'properties':{'a':{}}}|{'type':'OBJECT','properties':{'a':{'type':'STRING'}}}",
                "{'type':'object','required':['gone']}|{'type':'OBJECT'}",
                "true|{'type':'STRING'}"
            })
    void says_the_same_with_fewer_words(String schema, String expected) {
        assertThat(rewritten(schema)).isEqualTo(json(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"type", "default", "title", "$ref", "properties", "required", "enum", "$schema", "const", "items"
            })
    void keeps_a_property_that_is_called_like_a_keyword(String name) {
        JsonNode schema =
                json("{'type':'object','properties':{'" + name + "':{'type':'string'}},'required':['" + name + "']}");
        JsonNode expected =
                json("{'type':'OBJECT','properties':{'" + name + "':{'type':'STRING'}},'required':['" + name + "']}");
        assertThat(new GeminiSchemaRewriter(schema).rewrite()).isEqualTo(expected);
        assertThat(GeminiSchemas.toJsonSchema(expected)).isEqualTo(schema);
    }

    @Test
    void has_references_put_in_and_recursion_cut() {
        String schema = "{'$ref':'#/$defs/Node','$defs':{'Node':{'type':'object','properties':"
                + "{'name':{'type':'string'},'next':{'$ref':'#/$defs/Node'}}}}}";
        GeminiSchemaRewriter rewriter = new GeminiSchemaRewriter(json(schema));
        assertThat(rewriter.rewrite())
                .isEqualTo(json("{'type':'OBJECT','properties':{'name':{'type':'STRING'},'next':{'type':'OBJECT'}}}"));
        assertThat(rewriter.dropped()).containsExactly("$ref");
    }

    @Test
    void does_not_grow_without_bound() {
        StringBuilder defs = new StringBuilder("'D0':{'type':'string'}");
        for (int i = 1; i < 30; i++) {
            String below = "{'$ref':'#/$defs/D" + (i - 1) + "'}";
            defs.append(",'D" + i + "':{'properties':{'a':" + below + ",'b':" + below + "},'allOf':[" + below + "]}");
        }
        JsonNode written = rewritten("{'$ref':'#/$defs/D29','$defs':{" + defs + "}}");
        assertThat(written.toString().length()).isLessThan(1_000_000);
    }

    @Test
    void tells_what_it_dropped() {
        GeminiSchemaRewriter rewriter = new GeminiSchemaRewriter(json(
                "{'type':'object','additionalProperties':false,'properties':{'a':{'type':'string','format':'uri'}}}"));
        rewriter.rewrite();
        assertThat(rewriter.dropped()).containsExactly("additionalProperties", "format");
    }

    @Test
    void is_json_schema_again_when_read() {
        JsonNode read = GeminiSchemas.toJsonSchema(json("{'type':'ARRAY','minItems':'2','items':{'any_of':["
                + "{'type':'NUMBER'},{'type':'STRING','format':'enum','enum':['a'],'nullable':true}]}}"));
        assertThat(json(read.toString()))
                .isEqualTo(json("{'type':'array','minItems':2,'items':{'anyOf':[{'type':'number'},"
                        + "{'type':['string','null'],'enum':['a',null]}]}}"));
    }
}
