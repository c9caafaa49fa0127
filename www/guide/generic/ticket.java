import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.regex.Pattern;

public final class CardAddress {
    private static final Pattern URL = Pattern.compile("\"url\":\"([^\"]+)\"");

    /** An address for an iframe: &lt;iframe src="…">. It names nobody, and holds once, for a minute. */
    public static String of(HostToken.Agent agent, String conversation, Map<String, ?> contact)
            throws GeneralSecurityException, IOException, InterruptedException {
        String body = HostToken.json(Map.of("token", HostToken.sign(agent, conversation, contact, null)));
        var request = HttpRequest.newBuilder(URI.create("{{CARD}}/api/tickets"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
        var url = URL.matcher(answer.body());
        if (answer.statusCode() != 200 || !url.find()) throw new IOException(answer.body());
        return url.group(1);
    }
}
