// HostToken.java: Java 17 or newer, nothing to install
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class HostToken {
    /** The role is "agent"; "admin" for who may open the card's settings. */
    public record Agent(String id, String name, String role) {}

    /**
     * Says who asks, about which conversation, with whom. Good for one minute, and once. The contact is
     * Map.of("emails", List.of(Map.of("address", "maria@example.com", "verified", true))).
     */
    public static String sign(Agent agent, String conversation, Map<String, ?> contact, String nonce)
            throws GeneralSecurityException {
        // The signing secret of {{KEY}}. It was shown once, in the card's settings. It belongs into your backend's
        // secrets, never into a page.
        byte[] secret = System.getenv("CONTEXT_CARD_SECRET").getBytes(StandardCharsets.UTF_8);
        long now = Instant.now().getEpochSecond();
        var claims = new TreeMap<String, Object>(Map.of(
                "aud", "shopify-context-card",
                "iss", "{{ORIGIN}}",
                "sub", agent.id(),
                "name", agent.name(),
                "role", agent.role(),
                "iat", now,
                "exp", now + 60,
                "jti", UUID.randomUUID().toString()));
        if (conversation != null) claims.put("conversation", Map.of("id", conversation));
        if (contact != null) claims.put("contact", contact);
        if (nonce != null) claims.put("nonce", nonce);
        String header = json(Map.of("alg", "HS256", "typ", "JWT", "kid", "{{KEY}}"));
        String signed = part(header.getBytes(StandardCharsets.UTF_8)) + "."
                + part(json(claims).getBytes(StandardCharsets.UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return signed + "." + part(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    private static String part(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** JSON, for which the standard library has nothing; where you have a library for it, use that. */
    static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream().map(it -> json(it.getKey()) + ":" + json(it.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(HostToken::json).collect(Collectors.joining(",", "[", "]"));
        }
        if (value instanceof String text) {
            return text.chars().mapToObj(it -> it < ' ' || it == '"' || it == '\\'
                            ? String.format("\\u%04x", it) : String.valueOf((char) it))
                    .collect(Collectors.joining("", "\"", "\""));
        }
        return String.valueOf(value);
    }
}

// In your route POST /context-card/token, for an agent who is signed in and may see this conversation:
//   return HostToken.sign(agent, body.conversation(), contact, body.nonce());
