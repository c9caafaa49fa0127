-- What has to be known of the host beside its kind: JSON.
ALTER TABLE inboxes ADD COLUMN options TEXT NOT NULL DEFAULT '{}';

-- Agents of hosts that sign nothing, who have signed in. A session that hangs on one ends with it.
CREATE TABLE sign_ins (
    sign_in TEXT PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    inbox   TEXT NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    agent   TEXT NOT NULL, -- the name that a code was made for, or the provider's subject
    name    TEXT,
    cookie  BLOB NOT NULL, -- the hash of what the browser keeps
    made    INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sign_in_cookies ON sign_ins (cookie);
CREATE INDEX old_sign_ins ON sign_ins (expires);
