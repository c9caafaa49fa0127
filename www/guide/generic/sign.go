// host_token.go: Go, nothing to install
package contextcard

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"os"
	"time"
)

type Agent struct {
	ID, Name string
	Role     string // "agent"; "admin" for who may open the card's settings
}

type Contact struct {
	Emails []Email `json:"emails,omitempty"`
	Phones []Phone `json:"phones,omitempty"`
}

type Email struct {
	Address  string `json:"address"`
	Verified bool   `json:"verified"`
}

type Phone struct {
	Number string `json:"number"`
}

// HostToken says who asks, about which conversation, with whom. Good for one minute, and once.
func HostToken(agent Agent, conversation string, contact Contact, nonce string) (string, error) {
	// The signing secret of {{KEY}}. It was shown once, in the card's settings. It belongs into your backend's secrets,
	// never into a page.
	secret := []byte(os.Getenv("CONTEXT_CARD_SECRET"))
	id := make([]byte, 16)
	if _, err := rand.Read(id); err != nil {
		return "", err
	}
	now := time.Now().Unix()
	claims := map[string]any{
		"aud": "shopify-context-card", "iss": "{{ORIGIN}}",
		"sub": agent.ID, "name": agent.Name, "role": agent.Role,
		"iat": now, "exp": now + 60, "jti": hex.EncodeToString(id),
		"contact": contact,
	}
	if conversation != "" {
		claims["conversation"] = map[string]string{"id": conversation}
	}
	if nonce != "" {
		claims["nonce"] = nonce
	}
	header, err := part(map[string]string{"alg": "HS256", "typ": "JWT", "kid": "{{KEY}}"})
	if err != nil {
		return "", err
	}
	body, err := part(claims)
	if err != nil {
		return "", err
	}
	signed := header + "." + body
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)), nil
}

func part(value any) (string, error) {
	bytes, err := json.Marshal(value)
	return base64.RawURLEncoding.EncodeToString(bytes), err
}

// In your route POST /context-card/token, for an agent who is signed in and may see this conversation:
//   token, err := contextcard.HostToken(agent, body.Conversation, contact, body.Nonce)
