-- Connections apart from stores: a store stays, with its links, its settings and the record of who looked, when it is
-- disconnected. Every row names its tenant.

-- Shopify apps. Without a tenant: the vendor's, for every tenant.
CREATE TABLE apps (
    app             TEXT PRIMARY KEY,
    tenant          TEXT REFERENCES tenants ON DELETE CASCADE,
    client_id       TEXT NOT NULL,
    secret          BLOB NOT NULL, -- sealed
    previous_secret BLOB,          -- sealed; still accepted while Shopify rotates
    scopes          TEXT NOT NULL, -- JSON: what is asked for on connect
    created         INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX vendor_apps ON apps (client_id) WHERE tenant IS NULL;
CREATE UNIQUE INDEX tenant_apps ON apps (tenant, client_id) WHERE tenant IS NOT NULL;

-- What seals the vendor's secrets, sealed by the key file.
CREATE TABLE vendor_key (
    one      INTEGER PRIMARY KEY CHECK (one = 1),
    data_key BLOB NOT NULL
) STRICT;

CREATE TABLE connections (
    store            TEXT PRIMARY KEY REFERENCES stores ON DELETE CASCADE,
    tenant           TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    shop             TEXT NOT NULL,
    app              TEXT REFERENCES apps ON DELETE CASCADE,
    client_id        TEXT,             -- what Shopify knows the app by
    grant_kind       TEXT NOT NULL,    -- authorization_code, client_credentials, token
    scopes           TEXT NOT NULL,    -- JSON: what was granted
    access           BLOB NOT NULL,    -- sealed
    expires          INTEGER,          -- when the access token does; none: never
    refresh          BLOB,             -- sealed
    refresh_expires  INTEGER,
    previous_refresh BLOB,             -- sealed; kept until the new one has worked
    version          INTEGER NOT NULL, -- counts every change of the credentials
    state            TEXT NOT NULL,    -- connected, reconnect_needed
    metadata         TEXT NOT NULL,    -- JSON: what Shopify said of the installation; nothing of a person
    connected        INTEGER NOT NULL,
    connected_by     TEXT NOT NULL,    -- an owner, or the command line
    refreshed        INTEGER,          -- when the credentials were last renewed
    error            TEXT,             -- the code of the last failure
    error_at         INTEGER,
    error_reference  TEXT,
    webhooks         TEXT,             -- JSON: the last look at its webhook subscriptions
    webhooks_at      INTEGER
) STRICT;
-- A second exchange would kill the first one's refresh token: one live connection per app and shop, whoever's it is.
CREATE UNIQUE INDEX connection_of_app ON connections (client_id, shop) WHERE client_id IS NOT NULL;
CREATE INDEX connections_of_tenant ON connections (tenant);

INSERT INTO connections (store, tenant, shop, grant_kind, scopes, access, version, state, metadata, connected, connected_by)
    SELECT store, tenant, shop, grant_kind, scopes, token, 1, state, '{}', created, 'command-line' FROM stores;
ALTER TABLE stores DROP COLUMN grant_kind;
ALTER TABLE stores DROP COLUMN scopes;
ALTER TABLE stores DROP COLUMN token;
ALTER TABLE stores DROP COLUMN state;
ALTER TABLE stores ADD COLUMN prefix TEXT; -- of its order numbers, for routing: UK-
ALTER TABLE stores ADD COLUMN app TEXT; -- once it is disconnected: the app it went through, whose privacy webhooks still count

ALTER TABLE inbox_keys ADD COLUMN tenant TEXT REFERENCES tenants ON DELETE CASCADE;
UPDATE inbox_keys SET tenant = (SELECT tenant FROM inboxes WHERE inboxes.inbox = inbox_keys.inbox);
ALTER TABLE inbox_stores ADD COLUMN tenant TEXT REFERENCES tenants ON DELETE CASCADE;
UPDATE inbox_stores SET tenant = (SELECT tenant FROM inboxes WHERE inboxes.inbox = inbox_stores.inbox);
ALTER TABLE tickets ADD COLUMN tenant TEXT REFERENCES tenants ON DELETE CASCADE;
UPDATE tickets SET tenant = (SELECT tenant FROM inboxes WHERE inboxes.inbox = tickets.inbox);
ALTER TABLE used_tokens ADD COLUMN tenant TEXT REFERENCES tenants ON DELETE CASCADE;

-- Attempts to connect a shop, in every way; through Shopify's consent page they last from a link or a page to the callback.
-- Hashes only of what opens something.
CREATE TABLE attempts (
    attempt TEXT PRIMARY KEY, -- its reference, on the error page and in the list
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    app     TEXT REFERENCES apps ON DELETE CASCADE, -- none where it is not known: a pasted token, credentials that never worked
    shop    TEXT NOT NULL,
    made_by TEXT NOT NULL,
    link    BLOB UNIQUE, -- the hash of the link that leads to our page; none where an owner began on the page for stores
    state   BLOB UNIQUE, -- the hash of the state that Shopify brings back, once
    state_expires INTEGER,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    ended   INTEGER,
    outcome TEXT NOT NULL, -- open, connected, or the code of what went wrong
    detail  TEXT           -- for example the missing scopes
) STRICT;
CREATE INDEX attempts_of_tenant ON attempts (tenant, created);

-- One-time links by which owners sign in, and their sessions; hashes only.
CREATE TABLE owner_links (
    link    BLOB PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    expires INTEGER NOT NULL
) STRICT;
CREATE TABLE owner_sessions (
    session BLOB PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    owner   TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT;

-- Webhook deliveries that were acted on, so that a repeated one does nothing.
CREATE TABLE deliveries (
    tenant   TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    app      TEXT NOT NULL,
    delivery TEXT NOT NULL,
    received INTEGER NOT NULL,
    PRIMARY KEY (tenant, app, delivery)
) STRICT;
CREATE INDEX old_deliveries ON deliveries (received);

-- Which agent saw which customer of which store, when. Never what was seen. 90 days.
CREATE TABLE access_record (
    entry   INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    inbox   TEXT NOT NULL,
    agent   TEXT NOT NULL,
    store   TEXT NOT NULL,
    subject TEXT -- Shopify's id of the customer, or of a guest's order; none once Shopify asked to forget
) STRICT;
CREATE INDEX access_by_time ON access_record (tenant, at);
CREATE INDEX access_by_subject ON access_record (tenant, store, subject);

-- What Shopify's privacy webhooks asked for, and what was done. Nothing of the person but ids, while they are needed.
CREATE TABLE compliance (
    request INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    topic   TEXT NOT NULL,
    shop    TEXT NOT NULL,
    store   TEXT,          -- where there is one
    reference TEXT,        -- Shopify's id of the request, where there is one
    subjects TEXT,         -- JSON: whom a data request is about, by Shopify's ids; none once they are to be forgotten
    done    TEXT NOT NULL  -- JSON: how many entries were found or removed
) STRICT;
CREATE INDEX compliance_by_time ON compliance (tenant, at);

-- What the other processes on this file should know: read as they come, removed after a minute.
CREATE TABLE signals (
    signal  INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    content TEXT NOT NULL -- JSON
) STRICT;
