-- What has to be known of the host beside its kind: JSON.
ALTER TABLE inboxes ADD COLUMN options TEXT NOT NULL DEFAULT '{}';

-- Agents of hosts that sign nothing, who have signed in. A session that hangs on one ends with it.
CREATE TABLE sign_ins (
    sign_in TEXT PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    inbox   TEXT NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    agent   TEXT NOT NULL, -- the name that a code was made for, or the provider's subject
    name    TEXT,
    way     TEXT NOT NULL, -- code or provider
    cookie  BLOB NOT NULL, -- the hash of what the browser keeps
    made    INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX sign_in_cookies ON sign_ins (cookie);
CREATE INDEX old_sign_ins ON sign_ins (expires);
CREATE INDEX sign_ins_of_inbox ON sign_ins (tenant, inbox);

-- The one-time codes by which they sign in: ten minutes, five tries.
CREATE TABLE sign_in_codes (
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    inbox   TEXT NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    place   TEXT NOT NULL, -- the part of the code that it is found by
    sealed  BLOB NOT NULL, -- the part that is secret
    agent   TEXT NOT NULL, -- as in sign_ins, like name and way
    name    TEXT,
    way     TEXT NOT NULL,
    made_by TEXT NOT NULL, -- the admin, by the host's id; the owner, o_…; or the command line
    made    INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    tries   INTEGER NOT NULL,
    PRIMARY KEY (tenant, inbox, place)
) STRICT;
CREATE INDEX old_sign_in_codes ON sign_in_codes (expires);

-- Where they may sign in beside: the organisation's own OpenID Connect provider.
CREATE TABLE providers (
    tenant    TEXT PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    issuer    TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed    BLOB,          -- the client secret; none for a public client
    label     TEXT NOT NULL, -- what agents call it
    allowed   TEXT NOT NULL  -- JSON: the domains and groups that may sign in
) STRICT;
