# host_token.rb: Ruby, nothing to install
require "json"
require "openssl"
require "securerandom"

# The signing secret of {{KEY}}. It was shown once, in the card's settings. It belongs into your backend's secrets,
# never into a page.
CONTEXT_CARD_SECRET = ENV.fetch("CONTEXT_CARD_SECRET")

# Says who asks, about which conversation, with whom. Good for one minute, and once.
def host_token(agent:, conversation: nil, contact: nil, nonce: nil)
  part = ->(bytes) { [bytes].pack("m0").tr("+/", "-_").delete("=") }
  now = Time.now.to_i
  claims = {
    aud: "shopify-context-card",
    iss: "{{ORIGIN}}",
    sub: agent[:id],
    name: agent[:name],
    role: agent[:role], # "agent"; "admin" for who may open the card's settings
    iat: now,
    exp: now + 60,
    jti: SecureRandom.uuid,
    nonce: nonce,
    conversation: conversation, # { id: "c-77" }
    contact: contact # { emails: [{ address: "maria@example.com", verified: true }] }
  }.compact
  header = { alg: "HS256", typ: "JWT", kid: "{{KEY}}" }
  signed = "#{part.(header.to_json)}.#{part.(claims.to_json)}"
  "#{signed}.#{part.(OpenSSL::HMAC.digest("SHA256", CONTEXT_CARD_SECRET, signed))}"
end

# In your route POST /context-card/token, for an agent who is signed in and may see this conversation:
#   host_token(agent: agent, conversation: { id: body["conversation"] }, contact: contact, nonce: body["nonce"])
