# card_address.py: Python 3, nothing to install
import base64, hashlib, hmac, json, os, time, uuid

# The signing secret of {{KEY}}. It was shown once, in the card's settings. It belongs into your backend's secrets,
# never into a page.
SECRET = os.environ["CONTEXT_CARD_SECRET"]


# An address for an iframe: who asks, about which conversation, with whom. Good for one minute, and once. It names people:
# keep it out of your logs. With #scx= in place of ?scx= no server on the way sees it.
def card_address(agent, conversation=None, contact=None):
    context = {
        "sub": agent["id"],
        "name": agent.get("name"),
        "role": agent.get("role"),  # "agent"; "admin" for who may open the card's settings
        "conversation": conversation,  # {"id": "c-77"}
        "contact": contact,  # {"emails": [{"address": "maria@example.com", "verified": True}]}
    }
    context = {name: value for name, value in context.items() if value is not None}
    text = base64.urlsafe_b64encode(json.dumps(context).encode()).rstrip(b"=").decode()
    signed = f"v1.{{KEY}}.{int(time.time())}.{uuid.uuid4().hex}.{text}"
    mac = hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
    return f"{{CARD}}/embed/{{INBOX}}?scx={signed}.{mac}"
