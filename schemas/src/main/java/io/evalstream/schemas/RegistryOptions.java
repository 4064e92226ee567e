package io.evalstream.schemas;

import java.io.Serializable;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a schema registry is and how to talk to it.
 *
 * @param url the address that {@code /subjects} and {@code /schemas} are under; it may have a path of its own
 * @param timeout how long one request may take, connecting included
 * @param headers headers that every request carries, such as {@code Authorization}
 */
public record RegistryOptions(URI url, Duration timeout, Map<String, String> headers) implements Serializable {

    public RegistryOptions {
        String scheme = String.valueOf(url.getScheme());
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "schema registry address is not an http or https URL; expected one like http://localhost:8081");
        }
        if (url.getUserInfo() != null) {
            throw new IllegalArgumentException(
                    "schema registry address contains a user; leave it out and give user and password on their own");
        }
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "schema registry timeout is " + timeout + "; it must be longer than nothing, such as PT10S");
        }
        headers = Map.copyOf(headers);
    }

    /** A registry that asks for no credentials, with ten seconds for a request. */
    public static RegistryOptions at(URI url) {
        return new RegistryOptions(url, Duration.ofSeconds(10), Map.of());
    }

    /** The same with another time limit for a request. */
    public RegistryOptions withTimeout(Duration limit) {
        return new RegistryOptions(url, limit, headers);
    }

    /** The same with one more header on every request. */
    public RegistryOptions withHeader(String name, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(name, value);
        return new RegistryOptions(url, timeout, all);
    }

    /** The same with basic authentication. */
    public RegistryOptions withBasicAuth(String user, String password) {
        byte[] pair = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return withHeader("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
    }

    /** Names the headers but not their values, which may be secrets. */
    @Override
    public String toString() {
        return "RegistryOptions[url=" + url + ", timeout=" + timeout + ", headers=" + new TreeMap<>(headers).keySet()
                + "]";
    }
}
