# host_token.py: Python 3, nothing to install
import base64, hashlib, hmac, json, os, time, uuid

# The signing secret of {{KEY}}. It was shown once, in the card's settings. It belongs into your backend's secrets,
# never into a page.
SECRET = os.environ["CONTEXT_CARD_SECRET"]


def part(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=")


# Says who asks, about which conversation, with whom. Good for one minute, and once.
def host_token(agent, conversation=None, contact=None, nonce=None):
    now = int(time.time())
    claims = {
        "aud": "shopify-context-card",
        "iss": "{{ORIGIN}}",
        "sub": agent["id"],
        "name": agent.get("name"),
        "role": agent.get("role"),  # "agent"; "admin" for who may open the card's settings
        "iat": now,
        "exp": now + 60,
        "jti": str(uuid.uuid4()),
        "nonce": nonce,
        "conversation": conversation,  # {"id": "c-77"}
        "contact": contact,  # {"emails": [{"address": "maria@example.com", "verified": True}]}
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    header = {"alg": "HS256", "typ": "JWT", "kid": "{{KEY}}"}
    signed = part(json.dumps(header).encode()) + b"." + part(json.dumps(claims).encode())
    signature = hmac.new(SECRET.encode(), signed, hashlib.sha256).digest()
    return (signed + b"." + part(signature)).decode()


# In your route POST /context-card/token, for an agent who is signed in and may see this conversation:
#   return host_token(agent, {"id": body["conversation"]}, contact, body["nonce"])
