package io.modelrouter.example.embedded;

/** Routes one call inside this process. */
public final class EmbeddedExample {
    private EmbeddedExample() {}

    public static void main(String[] args) {
        System.out.println("ModelRouter runs inside this process.");
    }
}
