package io.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class JsonEditTest {
    private static final RawJson ONE = RawJson.of(1);
    private static final RawJson TWO = RawJson.of(2);

    @Nested
    class Replacing {
        @Test
        void aMemberIsReplacedWhereItStands() {
            JsonEdit edit =
                    edit("{ \"a\" : 1.0 , \"model\" :\t\"gpt\" ,\"b\":[ ]}").set("model", RawJson.of("o3"));

            assertThat(text(edit)).isEqualTo("{ \"a\" : 1.0 , \"model\" :\t\"o3\" ,\"b\":[ ]}");
        }

        @Test
        void aValueOfAnyKindIsReplacedAsAWhole() {
            JsonEdit edit = edit("{\"a\":{\"x\":[1]},\"b\":[2,3],\"c\":null,\"d\":-1e3}")
                    .set("a", ONE)
                    .set("b", ONE)
                    .set("c", ONE)
                    .set("d", ONE);

            assertThat(text(edit)).isEqualTo("{\"a\":1,\"b\":1,\"c\":1,\"d\":1}");
        }

        @Test
        void aNestedMemberIsReplacedWhereItStands() {
            JsonEdit edit = edit("{\"a\": { \"b\" : {\"c\" : 0 } } }").set(List.of("a", "b", "c"), ONE);

            assertThat(text(edit)).isEqualTo("{\"a\": { \"b\" : {\"c\" : 1 } } }");
        }

        @Test
        void anEscapedNameIsReplacedAndKeepsItsSpelling() {
            assertThat(text(edit("{\"\\u006dodel\":0}").set("model", ONE))).isEqualTo("{\"\\u006dodel\":1}");
        }

        @Test
        void aSliceIsPutInAsItWasWritten() {
            RawJson slice = RawJson.parse("[ {\"x\" : 1.0} ]").elements().get(0);

            assertThat(text(edit("{\"a\":0}").set("a", slice))).isEqualTo("{\"a\":{\"x\" : 1.0}}");
        }
    }

    @Nested
    class Adding {
        @Test
        void aMemberIsAddedToAnEmptyObject() {
            assertThat(text(edit("{}").set("a", ONE))).isEqualTo("{\"a\":1}");
            assertThat(text(edit("{ }").set("a", ONE))).isEqualTo("{ \"a\":1}");
        }

        @Test
        void aMemberIsAddedAtTheEndOfTheOthers() {
            assertThat(text(edit("{\"b\":0 }").set("a", ONE))).isEqualTo("{\"b\":0 ,\"a\":1}");
        }

        @Test
        void severalMembersAreAddedInTheOrderTheyAreSet() {
            assertThat(text(edit("{}").set("b", ONE).set("a", TWO))).isEqualTo("{\"b\":1,\"a\":2}");
            assertThat(text(edit("{\"x\":0}").set("b", ONE).set("a", TWO))).isEqualTo("{\"x\":0,\"b\":1,\"a\":2}");
        }

        @Test
        void aNameIsEscaped() {
            assertThat(text(edit("{}").set("a\"\n", ONE))).isEqualTo("{\"a\\\"\\n\":1}");
        }

        @Test
        void objectsOnTheWayAreMadeWhereTheyAreAbsent() {
            assertThat(text(edit("{\"x\":0}").set(List.of("a", "b", "c"), ONE)))
                    .isEqualTo("{\"x\":0,\"a\":{\"b\":{\"c\":1}}}");
        }

        @Test
        void objectsOnTheWayAreMadeWhereTheyAreNull() {
            assertThat(text(edit("{\"a\":null,\"x\":0}").set(List.of("a", "b", "c"), ONE)))
                    .isEqualTo("{\"a\":{\"b\":{\"c\":1}},\"x\":0}");
        }

        @Test
        void aMemberIsAddedToANestedObject() {
            assertThat(text(edit("{\"a\":{\"b\":0},\"x\":{}}")
                            .set(List.of("a", "c"), ONE)
                            .set(List.of("x", "y"), TWO)))
                    .isEqualTo("{\"a\":{\"b\":0,\"c\":1},\"x\":{\"y\":2}}");
        }
    }

    @Nested
    class TwoEdits {
        @Test
        void replacementsMayComeInAnyOrder() {
            assertThat(text(edit("{\"a\":0,\"b\":0}").set("b", TWO).set("a", ONE)))
                    .isEqualTo("{\"a\":1,\"b\":2}");
        }

        @Test
        void aReplacementAndAnAdditionGoTogether() {
            assertThat(text(edit("{\"a\":{\"b\":0}}").set("c", TWO).set(List.of("a", "b"), ONE)))
                    .isEqualTo("{\"a\":{\"b\":1},\"c\":2}");
        }

        @Test
        void membersOfOneObjectThatIsAbsentShareIt() {
            assertThat(text(edit("{}").set(List.of("a", "b"), ONE).set(List.of("a", "c"), TWO)))
                    .isEqualTo("{\"a\":{\"b\":1,\"c\":2}}");
            assertThat(text(edit("{\"a\":null}").set(List.of("a", "b"), ONE).set(List.of("a", "c"), TWO)))
                    .isEqualTo("{\"a\":{\"b\":1,\"c\":2}}");
        }

        @Test
        void membersOfOneObjectThatIsThereAreEachReplaced() {
            assertThat(text(edit("{\"a\":{\"b\":0,\"c\":0}}")
                            .set(List.of("a", "c"), TWO)
                            .set(List.of("a", "b"), ONE)
                            .set(List.of("a", "d"), ONE)))
                    .isEqualTo("{\"a\":{\"b\":1,\"c\":2,\"d\":1}}");
        }

        @Test
        void aPathIsSetOnce() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> edit("{}").set("a", ONE).set("a", TWO))
                    .withMessage("'a' is already set");
            assertThatIllegalStateException()
                    .isThrownBy(() -> edit("{\"a\":{\"b\":0}}")
                            .set(List.of("a", "b"), ONE)
                            .set(List.of("a", "b"), TWO))
                    .withMessage("'a.b' is already set");
        }

        @Test
        void noPathLiesInsideAnother() {
            assertThatIllegalStateException()
                    .isThrownBy(() -> edit("{\"a\":{}}").set("a", ONE).set(List.of("a", "b"), TWO));
            assertThatIllegalStateException()
                    .isThrownBy(
                            () -> edit("{\"a\":{}}").set(List.of("a", "b"), TWO).set("a", ONE));
        }

        @Test
        void aRefusedPathLeavesTheOthersAsTheyAre() {
            JsonEdit edit = edit("{\"s\":\"x\"}").set("a", ONE);

            assertThatIllegalArgumentException().isThrownBy(() -> edit.set(List.of("s", "b"), TWO));
            assertThat(text(edit)).isEqualTo("{\"s\":\"x\",\"a\":1}");
        }
    }

    @Nested
    class Around {
        @Test
        void whiteSpaceAroundTheDocumentStays() {
            assertThat(text(edit("\n {\"a\":0} \r\n").set("a", ONE))).isEqualTo("\n {\"a\":1} \r\n");
        }

        @Test
        void anEditedDocumentCanBeReadAndEditedAgain() {
            RawJson edited = edit(" {\"a\":0} ").set("b", TWO).toJson();

            assertThat(edited).hasToString("{\"a\":0,\"b\":2}");
            assertThat(edited.names()).containsExactly("a", "b");
            assertThat(text(edited.edit().set("a", ONE))).isEqualTo(" {\"a\":1,\"b\":2} ");
        }

        @Test
        void aValueInsideADocumentIsEditedAlone() {
            RawJson inner = RawJson.parse("[ {\"a\":0} , 1 ]").elements().get(0);

            assertThat(text(inner.edit().set("a", ONE))).isEqualTo("{\"a\":1}");
            assertThat(inner.with("b", TWO)).hasToString("{\"a\":0,\"b\":2}");
        }

        @Test
        void withoutAChangeTheDocumentIsTheSame() {
            RawJson document = RawJson.parse(" {\"a\": 0} ");

            assertThat(document.edit().isEmpty()).isTrue();
            assertThat(document.edit().toJson()).isSameAs(document);
            assertThat(text(document.edit())).isEqualTo(" {\"a\": 0} ");
        }

        @Test
        void theLengthIsKnownBeforeAnythingIsWritten() {
            WireBody body = edit("{\"a\":0}").set("bb", TWO).toBody();

            assertThat(body.length()).isEqualTo(body.toBytes().length);
        }
    }

    @Nested
    class Refusals {
        @Test
        void aRootThatIsNoObjectIsRefused() {
            for (String root : List.of("[]", "1", "\"a\"", "null")) {
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> edit(root).set("a", ONE))
                        .withMessage("the document is not an object");
            }
        }

        @Test
        void aStepThatIsNoObjectIsRefused() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> edit("{\"a\":{\"b\":[1]}}").set(List.of("a", "b", "c"), ONE))
                    .withMessage("'a.b' is not an object");
        }

        @Test
        void anEmptyPathIsRefused() {
            assertThatIllegalArgumentException().isThrownBy(() -> edit("{}").set(List.of(), ONE));
        }
    }

    private static JsonEdit edit(String document) {
        return RawJson.parse(document).edit();
    }

    private static String text(JsonEdit edit) {
        return new String(edit.toBody().toBytes(), StandardCharsets.UTF_8);
    }
}
