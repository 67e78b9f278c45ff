-- The store, version 10: what of policy cannot take effect on a node, and why.
ALTER TABLE node ADD COLUMN cannot TEXT NOT NULL DEFAULT '';
