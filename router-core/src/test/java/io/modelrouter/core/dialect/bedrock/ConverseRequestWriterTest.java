package io.modelrouter.core.dialect.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.core.dialect.claude.ClaudeCodec;
import io.modelrouter.core.dialect.openai.OpenAiChatCodec;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients' requests become, compared with what was recorded for equal conversations. */
@DisplayName("A request for Converse")
class ConverseRequestWriterTest {
    private static final String CLAUDE = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final String OLD_CLAUDE = "us.anthropic.claude-3-7-sonnet-20250219-v1:0";
    private static final String NOVA = "amazon.nova-lite-v1:0";
    private static final String NOVA_2 = "us.amazon.nova-2-lite-v1:0";
    private static final String GPT = "openai.gpt-oss-120b-1:0";

    private final ConverseCodec codec = new ConverseCodec();

    private WrittenRequest claude(String model, String members) {
        String body = "{'model':'m','max_tokens':4096," + members + "}";
        ChatRequest request = new ClaudeCodec().readRequest(ClaudeMessagesRequest.parse(bytes(body)), StoredItems.NONE);
        return codec.writeRequest(request, new WriteTarget(model, true, "bedrock"));
    }

    private WrittenRequest openai(String model, String members) {
        String body = "{'model':'m'," + members + "}";
        ChatRequest request = new OpenAiChatCodec(ErrorSettings.DEFAULT)
                .readRequest(OpenAiChatRequest.parse(bytes(body)), StoredItems.NONE);
        return codec.writeRequest(request, new WriteTarget(model, false, "bedrock"));
    }

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static JsonNode body(WrittenRequest written) {
        return ConverseRecordings.json(written.body().toBytes());
    }

    private static JsonNode json(String text) {
        return ConverseRecordings.json(text.replace('\'', '"'));
    }

    private static final String HI = "'messages':[{'role':'user','content':'Hi'}]";

    @Test
    void is_a_message_of_blocks_and_its_settings_with_the_model_and_the_stream_in_the_path() {
        WrittenRequest written = openai(
                NOVA,
                "'messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'Hi'}],"
                        + "'max_tokens':100,'temperature':0.7,'top_p':0.9,'stop':['END'],'stream':true");

        assertThat(written.losses()).isEmpty();
        assertThat(body(written))
                .isEqualTo(json("{'messages':[{'role':'user','content':[{'text':'Hi'}]}],'system':[{'text':'Be"
                        + " brief.'}],"
                        + "'inferenceConfig':{'maxTokens':100,'temperature':0.7,'topP':0.9,'stopSequences':['END']}}"));
    }

    /** The shape is that of dd-trace-py-bedrock-converse-prompt-caching-0-115a2d25. */
    @Test
    void marks_the_prompt_for_the_cache_behind_the_marked_piece() {
        WrittenRequest written = claude(
                CLAUDE,
                "'system':[{'type':'text','text':'Long.','cache_control':{'type':'ephemeral','ttl':'1h'}}]," + HI);

        assertThat(written.losses()).isEmpty();
        assertThat(body(written).path("system"))
                .isEqualTo(json("[{'text':'Long.'},{'cachePoint':{'type':'default','ttl':'1h'}}]"));
    }

    @Test
    void leaves_out_cache_marks_for_models_without_a_cache() {
        WrittenRequest written =
                claude(GPT, "'system':[{'type':'text','text':'L','cache_control':{'type':'ephemeral'}}]," + HI);

        assertThat(body(written).path("system")).isEqualTo(json("[{'text':'L'}]"));
        assertThat(written.losses()).extracting(Loss::field).containsExactly("system.0.cache_control");
    }

    /** pydantic-test-bedrock-model-retry-1-feab2fa6: a call, its failed result, tools and a choice. */
    @Test
    void carries_a_loop_of_tools() {
        WrittenRequest written = claude(
                CLAUDE,
                "'messages':[{'role':'user','content':'Capital?'},"
                        + "{'role':'assistant','content':[{'type':'tool_use','id':'tooluse_1','name':'get_capital',"
                        + "'input':{'country':'France'}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'tooluse_1','is_error':true,"
                        + "'content':'Not supported.'}]}],"
                        + "'tools':[{'name':'get_capital','description':'Get it.','input_schema':{'type':'object',"
                        + "'properties':{'country':{'type':'string'}}}}],'tool_choice':{'type':'auto'}");

        assertThat(written.losses()).isEmpty();
        assertThat(body(written))
                .isEqualTo(json("{'messages':[{'role':'user','content':[{'text':'Capital?'}]},"
                        + "{'role':'assistant','content':[{'toolUse':{'toolUseId':'tooluse_1','name':'get_capital',"
                        + "'input':{'country':'France'}}}]},"
                        + "{'role':'user','content':[{'toolResult':{'toolUseId':'tooluse_1',"
                        + "'content':[{'text':'Not supported.'}],'status':'error'}}]}],"
                        + "'inferenceConfig':{'maxTokens':4096},"
                        + "'toolConfig':{'tools':[{'toolSpec':{'name':'get_capital','description':'Get it.',"
                        + "'inputSchema':{'json':{'type':'object','properties':{'country':{'type':'string'}}}}}}],"
                        + "'toolChoice':{'auto':{}}}}"));
    }

    @Test
    void offers_no_tool_where_none_may_be_called_and_tells_earlier_calls_in_words() {
        WrittenRequest written = openai(
                CLAUDE,
                "'messages':[{'role':'user','content':'Go'},{'role':'assistant','tool_calls':[{'id':'1','type':'function',"
                        + "'function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'1','content':'42'}],"
                        + "'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'none'");

        assertThat(written.isUsable()).isTrue();
        assertThat(body(written).has("toolConfig")).isFalse();
        assertThat(body(written).path("messages").toString())
                .contains("[called the tool f: {}]", "[the tool f gave: 42]");
        assertThat(written.losses()).allMatch(loss -> loss.severity() == Loss.Severity.APPROXIMATED);
    }

    /** langchain-aws-test-thinking-v0-1-18808820. */
    @Test
    void gives_thinking_back_to_claude_with_its_signature_and_asks_for_more() {
        WrittenRequest written = claude(
                CLAUDE,
                "'messages':[{'role':'user','content':'3^3?'},{'role':'assistant','content':["
                        + "{'type':'thinking','thinking':'3*3*3','signature':'EpsC'},{'type':'text','text':'27'}]},"
                        + "{'role':'user','content':'Thanks!'}],'thinking':{'type':'enabled','budget_tokens':1024}");

        assertThat(written.losses()).isEmpty();
        assertThat(body(written).at("/messages/1/content/0"))
                .isEqualTo(json("{'reasoningContent':{'reasoningText':{'text':'3*3*3','signature':'EpsC'}}}"));
        assertThat(body(written).path("additionalModelRequestFields"))
                .isEqualTo(json("{'thinking':{'type':'enabled','budget_tokens':1024}}"));
    }

    /** pydantic-test-bedrock-model-thinking-part-redacted-1-0c41aee7: Claude's text, in base64 once more. */
    @Test
    void gives_redacted_thinking_back_in_the_vendors_coding() {
        WrittenRequest written = claude(
                CLAUDE,
                "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':["
                        + "{'type':'redacted_thinking','data':'Eu8ECkgI'},{'type':'text','text':'b'}]},"
                        + "{'role':'user','content':'c'}]");

        assertThat(body(written)
                        .at("/messages/1/content/0/reasoningContent/redactedContent")
                        .asString())
                .isEqualTo("RXU4RUNrZ0k=");
    }

    @Test
    @Tag("field-16")
    void gives_a_signature_of_bedrock_back_to_it_and_no_other_vendors() {
        String ours =
                Provenance.seal(new Signature(Dialect.BEDROCK_CONVERSE, "b", Signature.Place.OWN, false, "sig", null));
        String theirs =
                Provenance.seal(new Signature(Dialect.OPENAI_RESPONSES, "o", Signature.Place.OWN, false, "enc", null));
        String turns = "'messages':[{'role':'user','content':'a'},{'role':'assistant','content':["
                + "{'type':'thinking','thinking':'hm','signature':'%s'},{'type':'text','text':'b'}]},"
                + "{'role':'user','content':'c'}]";

        WrittenRequest back = claude(NOVA_2, String.format(turns, ours));
        WrittenRequest other = claude(CLAUDE, String.format(turns, theirs));

        assertThat(body(back).at("/messages/1/content/0"))
                .isEqualTo(json("{'reasoningContent':{'reasoningText':{'text':'hm','signature':'sig'}}}"));
        assertThat(body(other).at("/messages/1/content")).isEqualTo(json("[{'text':'b'}]"));
        assertThat(other.losses()).extracting(Loss::severity).containsExactly(Loss.Severity.HINT);
    }

    @Test
    void says_how_much_to_think_in_each_makers_words() {
        String asked = HI + ",'reasoning_effort':'low'";

        assertThat(body(openai(NOVA_2, asked)).path("additionalModelRequestFields"))
                .isEqualTo(json("{'reasoningConfig':{'type':'enabled','maxReasoningEffort':'low'}}"));
        assertThat(body(openai(GPT, asked)).path("additionalModelRequestFields"))
                .isEqualTo(json("{'reasoning_effort':'low'}"));
        assertThat(body(openai(CLAUDE, asked)).path("additionalModelRequestFields"))
                .isEqualTo(json("{'thinking':{'type':'enabled','budget_tokens':1024}}"));
        assertThat(openai(NOVA, asked).losses()).extracting(Loss::field).containsExactly("reasoning_effort");
    }

    /** Claude's is top_k; Nova's stands in a configuration of its own, as recorded with amazon.nova-lite-v1. */
    @Test
    void says_top_k_in_each_makers_words() {
        String asked = HI + ",'top_k':10";

        assertThat(body(claude(CLAUDE, asked)).path("additionalModelRequestFields"))
                .isEqualTo(json("{'top_k':10}"));
        assertThat(body(claude(NOVA, asked)).path("additionalModelRequestFields"))
                .isEqualTo(json("{'inferenceConfig':{'topK':10}}"));
        assertThat(claude(GPT, asked).losses()).extracting(Loss::field).containsExactly("top_k");
    }

    /** pydantic-test-bedrock-native-output-minimax-0-17574361. */
    @Test
    void has_a_schema_enforced_by_models_that_can_and_asks_the_others_in_words() {
        String asked = HI + ",'response_format':{'type':'json_schema','json_schema':{'name':'City','schema':"
                + "{'type':'object','properties':{'city':{'type':'string'}},'required':['city'],"
                + "'additionalProperties':false}}}";

        WrittenRequest enforced = openai("minimax.minimax-m2", asked);
        WrittenRequest asking = openai(NOVA, asked);

        assertThat(enforced.losses()).isEmpty();
        JsonNode format = body(enforced).at("/outputConfig/textFormat");
        assertThat(format.path("type").asString()).isEqualTo("json_schema");
        assertThat(format.at("/structure/jsonSchema/name").asString()).isEqualTo("City");
        assertThat(ConverseRecordings.json(
                                format.at("/structure/jsonSchema/schema").asString())
                        .has("properties"))
                .isTrue();
        assertThat(body(asking).has("outputConfig")).isFalse();
        assertThat(body(asking).at("/system/0/text").asString()).contains("JSON Schema");
        assertThat(openai(OLD_CLAUDE, asked).losses())
                .extracting(Loss::severity)
                .containsExactly(Loss.Severity.APPROXIMATED);
    }

    @Test
    void carries_pictures_and_documents_as_bytes_and_names_each_document_otherwise() {
        WrittenRequest written = claude(
                CLAUDE,
                "'messages':[{'role':'user','content':["
                        + "{'type':'image','source':{'type':'base64','media_type':'image/jpeg','data':'/9j/'}},"
                        + "{'type':'document','title':'a.pdf','source':{'type':'base64','media_type':'application/pdf',"
                        + "'data':'JVBERi0='}},"
                        + "{'type':'document','title':'a.pdf','source':{'type':'text','media_type':'text/plain','data':'w'},"
                        + "'citations':{'enabled':true}}]}]");

        assertThat(written.isUsable()).isTrue();
        assertThat(body(written).at("/messages/0/content"))
                .isEqualTo(json("[{'image':{'format':'jpeg','source':{'bytes':'/9j/'}}},"
                        + "{'document':{'format':'pdf','name':'a-pdf','source':{'bytes':'JVBERi0='}}},"
                        + "{'document':{'format':'txt','name':'a-pdf-2','source':{'text':'w'},"
                        + "'citations':{'enabled':true}}},{'text':'(see the document)'}]"));
    }

    @Test
    void refuses_addresses_but_those_of_the_vendors_storage() {
        String picture = "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'%s'}}]}]";

        WrittenRequest web = openai(CLAUDE, String.format(picture, "https://example.com/a.png"));
        WrittenRequest s3 = openai(NOVA, String.format(picture, "s3://bucket/a.png"));

        assertThat(web.isUsable()).isFalse();
        assertThat(web.losses()).extracting(Loss::field).contains("messages.0.content.0");
        assertThat(body(s3).at("/messages/0/content/0"))
                .isEqualTo(json("{'image':{'format':'png','source':{'s3Location':{'uri':'s3://bucket/a.png'}}}}"));
    }

    @Test
    void begins_with_the_user_and_joins_turns_of_one_role() {
        WrittenRequest written = openai(
                CLAUDE,
                "'messages':[{'role':'assistant','content':'Hello'},{'role':'user','content':'a'},"
                        + "{'role':'user','content':'b'}]");

        assertThat(body(written).path("messages"))
                .isEqualTo(json("[{'role':'user','content':[{'text':'(continued)'}]},"
                        + "{'role':'assistant','content':[{'text':'Hello'}]},"
                        + "{'role':'user','content':[{'text':'a'},{'text':'b'}]}]"));
    }

    @Test
    void carries_members_of_converses_own_that_the_caller_wrote() {
        WrittenRequest written = openai(
                CLAUDE,
                HI + ",'guardrailConfig':{'guardrailIdentifier':'g','guardrailVersion':'1'},"
                        + "'additionalModelRequestFields':{'anthropic_beta':['x']},'reasoning_effort':'low'");

        assertThat(body(written).path("guardrailConfig"))
                .isEqualTo(json("{'guardrailIdentifier':'g','guardrailVersion':'1'}"));
        assertThat(body(written)
                        .at("/additionalModelRequestFields/anthropic_beta/0")
                        .asString())
                .isEqualTo("x");
        assertThat(body(written)
                        .at("/additionalModelRequestFields/thinking/type")
                        .asString())
                .isEqualTo("enabled");
        assertThat(written.losses())
                .extracting(Loss::severity)
                .doesNotContain(Loss.Severity.HINT, Loss.Severity.SEMANTIC);
    }

    @Test
    void replaces_tools_of_vendors_only_where_the_model_has_one_of_the_kind() {
        String asked = HI + ",'tools':[{'type':'web_search_20250305','name':'web_search'}]";

        assertThat(body(claude(NOVA_2, asked)).at("/toolConfig/tools"))
                .isEqualTo(json("[{'systemTool':{'name':'nova_grounding'}}]"));
        assertThat(body(claude(CLAUDE, asked)).has("toolConfig")).isFalse();
        assertThat(claude(CLAUDE, asked).losses()).extracting(Loss::severity).isEqualTo(List.of(Loss.Severity.HINT));
    }
}
