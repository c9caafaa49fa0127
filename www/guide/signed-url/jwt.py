# card_address.py
from host_token import host_token


# An address for an iframe. Good for one minute, and once. It names people: keep it out of your logs. With #scx= in place of
# ?scx= no server on the way sees it.
def card_address(agent, conversation=None, contact=None):
    return "{{CARD}}/embed/{{INBOX}}?scx=" + host_token(agent, conversation, contact)
