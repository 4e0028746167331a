package io.modelrouter.providers.bedrock;

/** Whether Amazon's optional modules are on the class path. */
final class AwsModules {
    /** Brings the signer, the credential chain and the event streams. */
    static final String ARTIFACT = "software.amazon.awssdk:auth";

    private static final String[] NEEDED = {
        "software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner",
        "software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider",
        "software.amazon.eventstream.MessageDecoder"
    };

    private AwsModules() {}

    /**
     * @throws IllegalStateException naming the artifact to add
     */
    static void check() {
        for (String name : NEEDED) {
            try {
                Class.forName(name, false, AwsModules.class.getClassLoader());
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(
                        "a channel of type bedrock needs " + ARTIFACT + " on the class path; there is no " + name, e);
            }
        }
    }
}
