-- The store, version 5: when the first of a domain's messages expires; held ones do not.
ALTER TABLE queue_domain ADD COLUMN expires INTEGER NOT NULL DEFAULT 0; -- epoch; 0: none does
