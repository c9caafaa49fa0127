-- Links between contacts and customers, made by hand. Of the contact only a keyed hash: under a key of the tenant's, so that
-- nobody can try addresses on a copy of this table. A link that was taken away stays for 90 days, to say by whom.
CREATE TABLE links (
    link       INTEGER PRIMARY KEY AUTOINCREMENT,
    tenant     TEXT NOT NULL REFERENCES tenants ON DELETE CASCADE,
    store      TEXT NOT NULL REFERENCES stores ON DELETE CASCADE,
    network    TEXT NOT NULL, -- what the contact is known by: email, phone, or a social network's name
    identity   BLOB NOT NULL, -- the keyed hash of the address, the number, or the id in the network
    customer   TEXT NOT NULL, -- Shopify's id
    inbox      TEXT NOT NULL,
    made_by    TEXT NOT NULL, -- the agent, by the host's id
    made_at    INTEGER NOT NULL,
    removed_by TEXT,
    removed_at INTEGER
) STRICT;
CREATE UNIQUE INDEX standing_links ON links (tenant, store, identity, customer) WHERE removed_at IS NULL;
CREATE INDEX links_of_identity ON links (tenant, identity);
CREATE INDEX links_of_customer ON links (tenant, store, customer);
CREATE INDEX removed_links ON links (removed_at);

-- Whether e-mails and phones may match: all of them, those that the host has verified, or none.
ALTER TABLE inboxes ADD COLUMN match_email TEXT NOT NULL DEFAULT 'all';
ALTER TABLE inboxes ADD COLUMN match_phone TEXT NOT NULL DEFAULT 'all';
UPDATE inboxes SET match_email = 'verified', match_phone = 'verified' WHERE unverified = 0;
ALTER TABLE inboxes DROP COLUMN unverified;

-- seen, searched, linked or unlinked.
ALTER TABLE access_record ADD COLUMN what TEXT NOT NULL DEFAULT 'seen';

-- The country that phone numbers without one are read in, ISO 3166: GB. Empty where it is not known yet.
ALTER TABLE stores ADD COLUMN country TEXT NOT NULL DEFAULT '';
