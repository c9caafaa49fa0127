-- What people call an inbox; empty where nobody has named it.
ALTER TABLE inboxes ADD COLUMN name TEXT NOT NULL DEFAULT '';
-- Whether agents see the card there.
ALTER TABLE inboxes ADD COLUMN active INTEGER NOT NULL DEFAULT 1;
-- Counts the saves of fields, so that a version of a choice is given once and never again.
ALTER TABLE tenants ADD COLUMN choices INTEGER NOT NULL DEFAULT 0;
UPDATE tenants SET choices = coalesce((SELECT max(version) FROM card_configs WHERE card_configs.tenant = tenants.tenant), 0);

-- Whether Shopify holds customers' data back from a connection: 1 it does, 0 it does not; none where that was not tried.
ALTER TABLE connections ADD COLUMN held_back INTEGER;

-- What owners are called, where whoever made their link said so.
ALTER TABLE owner_links ADD COLUMN name TEXT;
CREATE TABLE owners (
    owner  TEXT PRIMARY KEY,
    tenant TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    name   TEXT NOT NULL
) STRICT;
CREATE INDEX owners_of_tenant ON owners (tenant);

-- Who changed which setting, when. No secrets, and nothing of a customer.
CREATE TABLE changes (
    change  INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant  TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    made_by TEXT NOT NULL, -- the admin, by the host's id; the owner, o_…; or the command line
    name    TEXT,          -- theirs, where it is known
    role    TEXT NOT NULL,
    inbox   TEXT NOT NULL, -- empty where it is of all inboxes, or of none
    what    TEXT NOT NULL, -- fields, reset, switched_on, …
    before  TEXT,          -- JSON: what held before; none where nothing was chosen
    after   TEXT           -- JSON: what holds from then on
) STRICT;
CREATE INDEX changes_of_tenant ON changes (tenant, change);
