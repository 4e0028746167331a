package io.modelrouter.auth;

import io.modelrouter.channel.Secret;

/**
 * A token with the key that was just made for it. This is the only time the key is seen: stores keep its hash.
 *
 * @param token what it may do
 * @param key to be handed to its owner
 */
public record IssuedToken(Token token, Secret key) {}
