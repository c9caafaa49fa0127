<?php
// host_token.php: PHP 8.1 or newer, nothing to install

// Says who asks, about which conversation, with whom. Good for one minute, and once.
function host_token(array $agent, ?array $conversation = null, ?array $contact = null, ?string $nonce = null): string
{
    // The signing secret of {{KEY}}. It was shown once, in the card's settings. It belongs into your backend's secrets,
    // never into a page.
    $secret = getenv('CONTEXT_CARD_SECRET');
    $part = fn (string $bytes): string => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    $now = time();
    $claims = array_filter([
        'aud' => 'shopify-context-card',
        'iss' => '{{ORIGIN}}',
        'sub' => $agent['id'],
        'name' => $agent['name'] ?? null,
        'role' => $agent['role'] ?? null, // "agent"; "admin" for who may open the card's settings
        'iat' => $now,
        'exp' => $now + 60,
        'jti' => bin2hex(random_bytes(16)),
        'nonce' => $nonce,
        'conversation' => $conversation, // ['id' => 'c-77']
        'contact' => $contact, // ['emails' => [['address' => 'maria@example.com', 'verified' => true]]]
    ], fn ($value) => $value !== null);
    $header = ['alg' => 'HS256', 'typ' => 'JWT', 'kid' => '{{KEY}}'];
    $signed = $part(json_encode($header, JSON_THROW_ON_ERROR)) . '.' . $part(json_encode($claims, JSON_THROW_ON_ERROR));

    return $signed . '.' . $part(hash_hmac('sha256', $signed, $secret, true));
}

// In your route POST /context-card/token, for an agent who is signed in and may see this conversation:
//   echo host_token($agent, ['id' => $body['conversation']], $contact, $body['nonce']);
