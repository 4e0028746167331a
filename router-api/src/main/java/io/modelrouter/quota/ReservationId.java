package io.modelrouter.quota;

/**
 * Id of one reservation, made by the library: one for each call, the same for all its attempts and repeats.
 *
 * @param value 1 to 128 characters
 */
public record ReservationId(String value) {
    public ReservationId {
        if (value.isEmpty() || value.length() > 128) {
            throw new IllegalArgumentException("a reservation id has 1 to 128 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
