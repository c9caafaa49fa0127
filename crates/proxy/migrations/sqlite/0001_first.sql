-- Everything the proxy keeps. No customer data: Shopify's answers stay in memory.
-- What is called "sealed" is AES-256-GCM under the tenant's data key, which is itself sealed by the key file.

CREATE TABLE tenants (
    tenant   TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    data_key BLOB NOT NULL, -- sealed by the key file
    created  INTEGER NOT NULL
) STRICT;

CREATE TABLE inboxes (
    inbox      TEXT PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    host       TEXT NOT NULL,
    origins    TEXT NOT NULL, -- JSON: the origins that may be around the card
    max_role   TEXT NOT NULL,
    reach      TEXT NOT NULL DEFAULT 'contact',
    unverified INTEGER NOT NULL DEFAULT 1, -- whether an unverified e-mail or phone may match
    locale     TEXT,
    timezone   TEXT,
    created    INTEGER NOT NULL
) STRICT;

CREATE TABLE inbox_keys (
    key     TEXT PRIMARY KEY,
    inbox   TEXT NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    alg     TEXT NOT NULL, -- the only algorithm this key is accepted with
    sealed  BLOB NOT NULL, -- the signing secret
    revoked INTEGER,       -- when; its sessions end with it
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE stores (
    store      TEXT PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    shop       TEXT NOT NULL,
    name       TEXT NOT NULL,
    currency   TEXT NOT NULL,
    timezone   TEXT NOT NULL,
    grant_kind TEXT NOT NULL, -- how the credentials came: token
    scopes     TEXT NOT NULL, -- JSON
    token      BLOB NOT NULL, -- sealed
    state      TEXT NOT NULL, -- connected, reconnect_needed
    created    INTEGER NOT NULL,
    UNIQUE (tenant, shop)
) STRICT;

-- What an admin chose; an empty inbox stands for all of the tenant's.
CREATE TABLE card_configs (
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    inbox   TEXT NOT NULL,
    version INTEGER NOT NULL,
    config  TEXT NOT NULL, -- JSON
    PRIMARY KEY (tenant, inbox)
) STRICT;

-- One-time embed addresses, stored hashed; what is in them opens only with the ticket itself.
CREATE TABLE tickets (
    ticket  BLOB PRIMARY KEY,
    inbox   TEXT NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    sealed  BLOB NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

-- Host tokens that were used, until they are too old to be accepted anyway.
CREATE TABLE used_tokens (
    token   BLOB PRIMARY KEY,
    expires INTEGER NOT NULL
) STRICT;

CREATE INDEX inboxes_of_tenant ON inboxes (tenant);
CREATE INDEX keys_of_inbox ON inbox_keys (inbox);
CREATE INDEX old_tickets ON tickets (expires);
CREATE INDEX old_tokens ON used_tokens (expires);

-- Where browsers reach the proxy, as `serve` last had it.
CREATE TABLE public_url (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    url TEXT NOT NULL
) STRICT;
