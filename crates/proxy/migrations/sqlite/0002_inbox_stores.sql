-- Which stores an inbox shows: all of its tenant's, or only those here. Apart from the rows, so that an inbox whose last
-- chosen store is disconnected shows none, and not suddenly all the others.
ALTER TABLE inboxes ADD COLUMN all_stores INTEGER NOT NULL DEFAULT 1;

CREATE TABLE inbox_stores (
    inbox TEXT NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    store TEXT NOT NULL REFERENCES stores ON DELETE CASCADE,
    PRIMARY KEY (inbox, store)
) STRICT;
