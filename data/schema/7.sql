-- The store, version 7: which lines of a node's log are missing, and why.
ALTER TABLE node ADD COLUMN gap TEXT NOT NULL DEFAULT ''; -- as of gap_at
