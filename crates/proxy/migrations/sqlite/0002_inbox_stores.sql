-- Which stores an inbox shows; an inbox without rows here shows all of its tenant's.
CREATE TABLE inbox_stores (
    inbox TEXT NOT NULL REFERENCES inboxes ON DELETE CASCADE,
    store TEXT NOT NULL REFERENCES stores ON DELETE CASCADE,
    PRIMARY KEY (inbox, store)
) STRICT;
