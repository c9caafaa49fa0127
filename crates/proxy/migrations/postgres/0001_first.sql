-- Everything the proxy keeps, as in migrations/sqlite, with a wall around each tenant. `context-card migrate` runs this with
-- the owner's role, in one transaction, in the schema context_card; it has made the role context_card_across before.
--
-- Every table has row-level security, forced. Whose rows a transaction may touch says its setting context_card.tenant: a
-- tenant's id, or `vendor`. Where nothing is set, nothing is seen.

CREATE FUNCTION scope() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
    AS $$ SELECT current_setting('context_card.tenant', true) $$;

CREATE TABLE tenants (
    tenant   TEXT PRIMARY KEY CHECK (tenant LIKE 't\_%'),
    name     TEXT NOT NULL,
    data_key BYTEA NOT NULL, -- sealed by the key file
    choices  BIGINT NOT NULL DEFAULT 0, -- counts the saves of fields, so that a version of a choice is given once
    created  BIGINT NOT NULL,
    rowid    BIGINT GENERATED ALWAYS AS IDENTITY
);

CREATE TABLE inboxes (
    inbox      TEXT PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    host       TEXT NOT NULL,
    name       TEXT NOT NULL DEFAULT '',  -- what people call it; empty where nobody has named it
    active     BIGINT NOT NULL DEFAULT 1, -- whether agents see the card there
    origins    TEXT NOT NULL, -- JSON: the origins that may be around the card
    max_role   TEXT NOT NULL,
    reach      TEXT NOT NULL DEFAULT 'contact',
    -- Whether e-mails and phones may match: all of them, those that the host has verified, or none.
    match_email TEXT NOT NULL DEFAULT 'all',
    match_phone TEXT NOT NULL DEFAULT 'all',
    locale     TEXT,
    timezone   TEXT,
    options    TEXT NOT NULL DEFAULT '{}', -- JSON: what has to be known of the host beside its kind
    all_stores BIGINT NOT NULL DEFAULT 1, -- whether it shows all of its tenant's stores, or only those in inbox_stores
    created    BIGINT NOT NULL,
    rowid      BIGINT GENERATED ALWAYS AS IDENTITY,
    UNIQUE (tenant, inbox)
);

-- A row that belongs to an inbox or a store names its tenant too, and so can't belong to another tenant's.
CREATE TABLE inbox_keys (
    key     TEXT PRIMARY KEY,
    inbox   TEXT NOT NULL,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    alg     TEXT NOT NULL,  -- the only algorithm this key is accepted with
    sealed  BYTEA NOT NULL, -- the signing secret
    revoked BIGINT,         -- when; its sessions end with it
    created BIGINT NOT NULL,
    rowid   BIGINT GENERATED ALWAYS AS IDENTITY,
    FOREIGN KEY (tenant, inbox) REFERENCES inboxes (tenant, inbox) ON DELETE CASCADE
);
CREATE INDEX keys_of_inbox ON inbox_keys (tenant, inbox);

CREATE TABLE stores (
    store    TEXT PRIMARY KEY,
    tenant   TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    shop     TEXT NOT NULL,
    name     TEXT NOT NULL,
    currency TEXT NOT NULL,
    timezone TEXT NOT NULL,
    country  TEXT NOT NULL DEFAULT '', -- that phone numbers without one are read in, ISO 3166: GB; empty where it is not known
    prefix   TEXT, -- of its order numbers, for routing: UK-
    app      TEXT, -- once it is disconnected: the app it went through, whose privacy webhooks still count
    created  BIGINT NOT NULL,
    rowid    BIGINT GENERATED ALWAYS AS IDENTITY,
    UNIQUE (tenant, shop),
    UNIQUE (tenant, store)
);

CREATE TABLE inbox_stores (
    inbox  TEXT NOT NULL,
    store  TEXT NOT NULL,
    tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    PRIMARY KEY (inbox, store),
    FOREIGN KEY (tenant, inbox) REFERENCES inboxes (tenant, inbox) ON DELETE CASCADE,
    FOREIGN KEY (tenant, store) REFERENCES stores (tenant, store) ON DELETE CASCADE
);

-- What an admin chose; an empty inbox stands for all of the tenant's.
CREATE TABLE card_configs (
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    inbox   TEXT NOT NULL,
    version BIGINT NOT NULL,
    config  TEXT NOT NULL, -- JSON
    PRIMARY KEY (tenant, inbox)
);

-- One-time embed addresses, stored hashed; what is in them opens only with the ticket itself.
CREATE TABLE tickets (
    ticket  BYTEA PRIMARY KEY,
    inbox   TEXT NOT NULL,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    sealed  BYTEA NOT NULL,
    expires BIGINT NOT NULL,
    FOREIGN KEY (tenant, inbox) REFERENCES inboxes (tenant, inbox) ON DELETE CASCADE
);
CREATE INDEX old_tickets ON tickets (expires);

-- Host tokens that were used, until they are too old to be accepted anyway.
CREATE TABLE used_tokens (
    token   BYTEA NOT NULL,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    expires BIGINT NOT NULL,
    PRIMARY KEY (tenant, token)
);
CREATE INDEX old_tokens ON used_tokens (expires);

-- Shopify apps. Without a tenant: the vendor's, for every tenant.
CREATE TABLE apps (
    app             TEXT PRIMARY KEY,
    tenant          TEXT REFERENCES tenants ON DELETE CASCADE,
    client_id       TEXT NOT NULL,
    secret          BYTEA NOT NULL, -- sealed
    previous_secret BYTEA,          -- sealed; still accepted while Shopify rotates
    scopes          TEXT NOT NULL,  -- JSON: what is asked for on connect
    created         BIGINT NOT NULL,
    rowid           BIGINT GENERATED ALWAYS AS IDENTITY
);
CREATE UNIQUE INDEX vendor_apps ON apps (client_id) WHERE tenant IS NULL;
CREATE UNIQUE INDEX tenant_apps ON apps (tenant, client_id) WHERE tenant IS NOT NULL;

-- What seals the vendor's secrets, sealed by the key file.
CREATE TABLE vendor_key (
    one      BIGINT PRIMARY KEY CHECK (one = 1),
    data_key BYTEA NOT NULL
);

-- Where browsers reach the proxy, as `serve` last had it.
CREATE TABLE public_url (
    one BIGINT PRIMARY KEY CHECK (one = 1),
    url TEXT NOT NULL
);

CREATE TABLE connections (
    store            TEXT PRIMARY KEY,
    tenant           TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    shop             TEXT NOT NULL,
    app              TEXT REFERENCES apps ON DELETE CASCADE,
    client_id        TEXT,            -- what Shopify knows the app by
    grant_kind       TEXT NOT NULL,   -- authorization_code, client_credentials, token
    scopes           TEXT NOT NULL,   -- JSON: what was granted
    access           BYTEA NOT NULL,  -- sealed
    expires          BIGINT,          -- when the access token does; none: never
    refresh          BYTEA,           -- sealed
    refresh_expires  BIGINT,
    previous_refresh BYTEA,           -- sealed; kept until the new one has worked
    version          BIGINT NOT NULL, -- counts every change of the credentials
    state            TEXT NOT NULL,   -- connected, reconnect_needed
    metadata         TEXT NOT NULL,   -- JSON: what Shopify said of the installation; nothing of a person
    connected        BIGINT NOT NULL,
    connected_by     TEXT NOT NULL,   -- an owner, or the command line
    refreshed        BIGINT,          -- when the credentials were last renewed
    error            TEXT,            -- the code of the last failure
    error_at         BIGINT,
    error_reference  TEXT,
    webhooks         TEXT,            -- JSON: the last look at its webhook subscriptions
    webhooks_at      BIGINT,
    held_back        BIGINT,          -- whether Shopify holds customers' data back: 1 it does, 0 it does not; none where that was not tried
    -- So that the job that refreshes needs no right to read what is sealed.
    refreshable      BOOLEAN NOT NULL GENERATED ALWAYS AS (refresh IS NOT NULL) STORED,
    FOREIGN KEY (tenant, store) REFERENCES stores (tenant, store) ON DELETE CASCADE
);
-- A second exchange would kill the first one's refresh token: one live connection per app and shop, whoever's it is.
CREATE UNIQUE INDEX connection_of_app ON connections (client_id, shop) WHERE client_id IS NOT NULL;
CREATE INDEX connections_of_tenant ON connections (tenant);
CREATE INDEX connections_of_app ON connections (app, shop);

-- Attempts to connect a shop: from a link or a page, to the callback. Hashes only of what opens something.
CREATE TABLE attempts (
    attempt       TEXT PRIMARY KEY, -- its reference, on the error page and in the list
    tenant        TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    app           TEXT REFERENCES apps ON DELETE CASCADE, -- none where it is not known: a pasted token, credentials that never worked
    shop          TEXT NOT NULL,
    made_by       TEXT NOT NULL,
    link          BYTEA UNIQUE, -- the hash of the link that leads to our page; none where an owner began on the page for stores
    state         BYTEA UNIQUE, -- the hash of the state that Shopify brings back, once
    state_expires BIGINT,
    created       BIGINT NOT NULL,
    expires       BIGINT NOT NULL,
    ended         BIGINT,
    outcome       TEXT NOT NULL, -- open, connected, or the code of what went wrong
    detail        TEXT,          -- for example the missing scopes
    rowid         BIGINT GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX attempts_of_tenant ON attempts (tenant, created);

-- One-time links by which owners sign in, and their sessions; hashes only.
CREATE TABLE owner_links (
    link    BYTEA PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    expires BIGINT NOT NULL,
    name    TEXT -- what the owner is called, where whoever made the link said so
);
CREATE TABLE owners (
    owner  TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name   TEXT NOT NULL
);
CREATE INDEX owners_of_tenant ON owners (tenant);
CREATE TABLE owner_sessions (
    session BYTEA PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    owner   TEXT NOT NULL,
    created BIGINT NOT NULL,
    expires BIGINT NOT NULL
);

-- Agents of hosts that sign nothing, who have signed in. A session that hangs on one ends with it.
CREATE TABLE sign_ins (
    sign_in TEXT PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    inbox   TEXT NOT NULL,
    agent   TEXT NOT NULL,  -- the name that a code was made for, or the provider's subject
    name    TEXT,
    way     TEXT NOT NULL,  -- code or provider
    cookie  BYTEA NOT NULL UNIQUE, -- the hash of what the browser keeps
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    FOREIGN KEY (tenant, inbox) REFERENCES inboxes (tenant, inbox) ON DELETE CASCADE
);
CREATE INDEX old_sign_ins ON sign_ins (expires);
CREATE INDEX sign_ins_of_inbox ON sign_ins (tenant, inbox);

-- The one-time codes by which they sign in: ten minutes, five tries.
CREATE TABLE sign_in_codes (
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    inbox   TEXT NOT NULL,
    place   TEXT NOT NULL,  -- the part of the code that it is found by
    sealed  BYTEA NOT NULL, -- the part that is secret
    agent   TEXT NOT NULL,  -- as in sign_ins, like name and way
    name    TEXT,
    way     TEXT NOT NULL,
    made_by TEXT NOT NULL,  -- the admin, by the host's id; the owner, o_…; or the command line
    made    BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    tries   BIGINT NOT NULL,
    PRIMARY KEY (tenant, inbox, place),
    FOREIGN KEY (tenant, inbox) REFERENCES inboxes (tenant, inbox) ON DELETE CASCADE
);
CREATE INDEX old_sign_in_codes ON sign_in_codes (expires);

-- Where they may sign in beside: the organisation's own OpenID Connect provider.
CREATE TABLE providers (
    tenant    TEXT PRIMARY KEY REFERENCES tenants ON DELETE CASCADE,
    issuer    TEXT NOT NULL,
    client_id TEXT NOT NULL,
    sealed    BYTEA,         -- the client secret; none for a public client
    label     TEXT NOT NULL, -- what agents call it
    allowed   TEXT NOT NULL  -- JSON: the domains and groups that may sign in
);

-- Webhook deliveries that were acted on, so that a repeated one does nothing.
CREATE TABLE deliveries (
    tenant   TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    app      TEXT NOT NULL,
    delivery TEXT NOT NULL,
    received BIGINT NOT NULL,
    PRIMARY KEY (tenant, app, delivery)
);
CREATE INDEX old_deliveries ON deliveries (received);

-- Links between contacts and customers, made by hand. Of the contact only a keyed hash: under a key of the tenant's, so that
-- nobody can try addresses on a copy of this table. A link that was taken away stays for 90 days, to say by whom.
CREATE TABLE links (
    link       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant     TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    store      TEXT NOT NULL,
    network    TEXT NOT NULL,  -- what the contact is known by: email, phone, or a social network's name
    identity   BYTEA NOT NULL, -- the keyed hash of the address, the number, or the id in the network
    customer   TEXT NOT NULL,  -- Shopify's id
    inbox      TEXT NOT NULL,
    made_by    TEXT NOT NULL,  -- the agent, by the host's id
    made_at    BIGINT NOT NULL,
    removed_by TEXT,
    removed_at BIGINT,
    FOREIGN KEY (tenant, store) REFERENCES stores (tenant, store) ON DELETE CASCADE
);
CREATE UNIQUE INDEX standing_links ON links (tenant, store, identity, customer) WHERE removed_at IS NULL;
CREATE INDEX links_of_identity ON links (tenant, identity);
CREATE INDEX links_of_customer ON links (tenant, store, customer);
CREATE INDEX removed_links ON links (removed_at);

-- Which agent saw which customer of which store, when. Never what was seen. 90 days.
CREATE TABLE access_record (
    entry   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    at      BIGINT NOT NULL,
    what    TEXT NOT NULL DEFAULT 'seen', -- seen, searched, linked or unlinked
    inbox   TEXT NOT NULL,
    agent   TEXT NOT NULL,
    store   TEXT NOT NULL,
    subject TEXT -- Shopify's id of the customer, or of a guest's order; none once Shopify asked to forget
);
CREATE INDEX access_by_time ON access_record (tenant, at);
CREATE INDEX access_by_subject ON access_record (tenant, store, subject);

-- What Shopify's privacy webhooks asked for, and what was done. Nothing of the person but ids, while they are needed.
CREATE TABLE compliance (
    request   BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant    TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    at        BIGINT NOT NULL,
    topic     TEXT NOT NULL,
    shop      TEXT NOT NULL,
    store     TEXT,         -- where there is one
    reference TEXT,         -- Shopify's id of the request, where there is one
    subjects  TEXT,         -- JSON: whom a data request is about, by Shopify's ids; none once they are to be forgotten
    done      TEXT NOT NULL -- JSON: how many entries were found or removed
);
CREATE INDEX compliance_by_time ON compliance (tenant, at);

-- Who changed which setting, when. No secrets, and nothing of a customer.
CREATE TABLE changes (
    change  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    at      BIGINT NOT NULL,
    made_by TEXT NOT NULL, -- the admin, by the host's id; the owner, o_…; or the command line
    name    TEXT,          -- theirs, where it is known
    role    TEXT NOT NULL,
    inbox   TEXT NOT NULL, -- empty where it is of all inboxes, or of none
    what    TEXT NOT NULL, -- fields, reset, switched_on, …
    before  TEXT,          -- JSON: what held before; none where nothing was chosen
    after   TEXT           -- JSON: what holds from then on
);
CREATE INDEX changes_of_tenant ON changes (tenant, change);

-- What the other processes should know goes by NOTIFY here; in SQLite by a table called signals.

-- The walls. First for every table that has a tenant: only that tenant's rows.
DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['tenants', 'inboxes', 'inbox_keys', 'stores', 'inbox_stores', 'card_configs', 'tickets',
        'used_tokens', 'connections', 'attempts', 'owner_links', 'owners', 'owner_sessions', 'deliveries', 'access_record', 'compliance',
        'links', 'changes', 'sign_ins', 'sign_in_codes', 'providers']
    LOOP
        EXECUTE format('CREATE POLICY own ON %I USING (tenant = scope()) WITH CHECK (tenant = scope())', one);
    END LOOP;
END
$$;

-- A tenant sees its own apps and the vendor's; it changes its own. The vendor has those without a tenant.
CREATE POLICY own ON apps USING (tenant = scope()) WITH CHECK (tenant = scope());
CREATE POLICY vendors ON apps USING (tenant IS NULL AND scope() = 'vendor') WITH CHECK (tenant IS NULL AND scope() = 'vendor');
CREATE POLICY vendors_for_tenants ON apps FOR SELECT USING (tenant IS NULL AND scope() LIKE 't\_%');
CREATE POLICY vendors ON vendor_key USING (scope() = 'vendor') WITH CHECK (scope() = 'vendor');
CREATE POLICY vendors ON public_url USING (scope() = 'vendor') WITH CHECK (scope() = 'vendor');
-- Which migrations were made is no secret; only the owner has the right to write here.
CREATE POLICY everybody ON migrations USING (true) WITH CHECK (true);

-- Whoever may see a connection or an attempt may see its app: another tenant's app can't be named.
CREATE POLICY own_app ON connections AS RESTRICTIVE FOR INSERT
    WITH CHECK (app IS NULL OR EXISTS (SELECT 1 FROM apps WHERE apps.app = connections.app));
CREATE POLICY own_app_still ON connections AS RESTRICTIVE FOR UPDATE
    WITH CHECK (app IS NULL OR EXISTS (SELECT 1 FROM apps WHERE apps.app = connections.app));
CREATE POLICY own_app ON attempts AS RESTRICTIVE FOR INSERT
    WITH CHECK (app IS NULL OR EXISTS (SELECT 1 FROM apps WHERE apps.app = attempts.app));

DO $$
DECLARE
    one regclass;
BEGIN
    FOR one IN SELECT oid FROM pg_class WHERE relnamespace = 'context_card'::regnamespace AND relkind IN ('r', 'p')
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', one);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', one);
    END LOOP;
END
$$;

-- What must look across tenants, and nothing else: functions of the role context_card_across, which nobody can sign in as,
-- and which alone has a policy for it. It may read the columns that these functions need, and nothing that is sealed.
-- SECURITY.md lists them; a test compares the two.

CREATE FUNCTION tenant_of_inbox(wanted text) RETURNS TABLE (tenant text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant FROM inboxes WHERE inbox = wanted $$;

CREATE FUNCTION tenant_of_key(wanted text) RETURNS TABLE (tenant text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant FROM inbox_keys WHERE key = wanted $$;

CREATE FUNCTION tenant_of_store(wanted text) RETURNS TABLE (tenant text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant FROM stores WHERE store = wanted $$;

CREATE FUNCTION tenant_of_link(hash bytea) RETURNS TABLE (tenant text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant FROM attempts WHERE link = hash $$;

CREATE FUNCTION tenant_of_state(hash bytea) RETURNS TABLE (tenant text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant FROM attempts WHERE state = hash $$;

-- No tenant: the vendor's app.
CREATE FUNCTION tenant_of_app(wanted text) RETURNS TABLE (tenant text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant FROM apps WHERE app = wanted $$;

CREATE FUNCTION store_of_app_and_shop(wanted text, domain text) RETURNS TABLE (tenant text, store text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant, store FROM connections WHERE app = wanted AND shop = domain $$;

-- Connected through the app, or once, and not at all since.
CREATE FUNCTION stores_of_app_and_shop(wanted text, domain text) RETURNS TABLE (tenant text, store text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT stores.tenant, stores.store FROM stores LEFT JOIN connections ON connections.store = stores.store
          WHERE stores.shop = domain
          AND (connections.app = wanted OR (connections.store IS NULL AND stores.app = wanted)) $$;

CREATE FUNCTION taken(whose text, client text, domain text) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT count(*) FROM connections WHERE client_id = client AND shop = domain AND tenant <> whose $$;

CREATE FUNCTION due_refreshes(since bigint) RETURNS TABLE (tenant text, store text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant, store FROM connections
          WHERE refreshable AND state = 'connected' AND coalesce(refreshed, connected) < since
          ORDER BY refreshed NULLS FIRST $$;

CREATE FUNCTION due_checks(since bigint) RETURNS TABLE (tenant text, store text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant, store FROM connections
          WHERE state = 'connected' AND coalesce(webhooks_at, 0) < since
          ORDER BY webhooks_at NULLS FIRST $$;

CREATE FUNCTION all_tenants() RETURNS TABLE (tenant text)
    LANGUAGE sql STABLE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$ SELECT tenant FROM tenants ORDER BY created, rowid $$;

CREATE FUNCTION sweep(now bigint) RETURNS void
    LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = context_card, pg_temp
    AS $$
        DELETE FROM tickets WHERE expires < now;
        DELETE FROM used_tokens WHERE expires < now;
        DELETE FROM owner_links WHERE expires < now;
        DELETE FROM owner_sessions WHERE expires < now;
        DELETE FROM sign_ins WHERE expires < now;
        DELETE FROM sign_in_codes WHERE expires < now;
        DELETE FROM deliveries WHERE received < now - 2 * 86400;
        DELETE FROM attempts WHERE created < now - 90 * 86400;
        DELETE FROM access_record WHERE at < now - 90 * 86400;
        DELETE FROM links WHERE removed_at < now - 90 * 86400;
        UPDATE compliance SET subjects = NULL WHERE subjects IS NOT NULL AND at < now - 90 * 86400;
    $$;

DO $$
DECLARE
    one text;
BEGIN
    FOREACH one IN ARRAY ARRAY['tenants', 'inboxes', 'inbox_keys', 'apps', 'stores', 'attempts', 'connections', 'tickets',
        'used_tokens', 'owner_links', 'owner_sessions', 'deliveries', 'access_record', 'compliance', 'links', 'sign_ins',
        'sign_in_codes']
    LOOP
        -- The role itself, and no member of it.
        EXECUTE format('CREATE POLICY across ON %I FOR SELECT TO context_card_across
            USING (current_user = ''context_card_across'')', one);
    END LOOP;
    FOREACH one IN ARRAY ARRAY['tickets', 'used_tokens', 'owner_links', 'owner_sessions', 'deliveries', 'attempts', 'access_record',
        'links', 'sign_ins', 'sign_in_codes']
    LOOP
        EXECUTE format('CREATE POLICY sweep ON %I FOR DELETE TO context_card_across
            USING (current_user = ''context_card_across'')', one);
        EXECUTE format('GRANT DELETE ON %I TO context_card_across', one);
    END LOOP;
END
$$;

CREATE POLICY sweep ON compliance FOR UPDATE TO context_card_across USING (current_user = 'context_card_across');

GRANT USAGE, CREATE ON SCHEMA context_card TO context_card_across;
GRANT SELECT (tenant, created, rowid) ON tenants TO context_card_across;
GRANT SELECT (tenant, inbox) ON inboxes TO context_card_across;
GRANT SELECT (tenant, key) ON inbox_keys TO context_card_across;
GRANT SELECT (tenant, app) ON apps TO context_card_across;
GRANT SELECT (tenant, store, shop, app) ON stores TO context_card_across;
GRANT SELECT (tenant, link, state, created) ON attempts TO context_card_across;
GRANT SELECT (tenant, store, shop, app, client_id, state, refreshable, refreshed, connected, webhooks_at)
    ON connections TO context_card_across;
GRANT SELECT (expires) ON tickets, used_tokens, owner_links, owner_sessions, sign_ins, sign_in_codes TO context_card_across;
GRANT SELECT (received) ON deliveries TO context_card_across;
GRANT SELECT (at) ON access_record TO context_card_across;
GRANT SELECT (removed_at) ON links TO context_card_across;
GRANT SELECT (at, subjects), UPDATE (subjects) ON compliance TO context_card_across;

-- A new owner must be allowed to make things in the schema, at this moment only.
DO $$
DECLARE
    one regprocedure;
BEGIN
    FOR one IN SELECT oid FROM pg_proc WHERE pronamespace = 'context_card'::regnamespace
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', one);
    END LOOP;
    GRANT EXECUTE ON FUNCTION scope() TO context_card_across;
    FOR one IN SELECT oid FROM pg_proc WHERE pronamespace = 'context_card'::regnamespace AND prosecdef
    LOOP
        EXECUTE format('ALTER FUNCTION %s OWNER TO context_card_across', one);
    END LOOP;
END
$$;
REVOKE CREATE ON SCHEMA context_card FROM context_card_across;
