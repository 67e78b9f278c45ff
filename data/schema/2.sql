-- The store, version 2: policy. Revisions of the whole policy replace the table of thresholds.
CREATE TABLE revision (
    number INTEGER PRIMARY KEY,
    hash TEXT NOT NULL UNIQUE,
    parent TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    reason TEXT NOT NULL,
    document TEXT NOT NULL
);
-- Who did what; it only grows.
CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    author TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL
);
CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit trail only grows');
END;
CREATE TRIGGER audit_stays_as_it_is BEFORE UPDATE ON audit
BEGIN
    SELECT raise(ABORT, 'the audit trail only grows');
END;
-- The policy that a node carries, as it was last seen.
ALTER TABLE node ADD COLUMN node_dir TEXT NOT NULL DEFAULT '/etc/mtacon';
ALTER TABLE node ADD COLUMN place TEXT NOT NULL DEFAULT '';
ALTER TABLE node ADD COLUMN enrolled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE node ADD COLUMN policy_hash TEXT NOT NULL DEFAULT '';
ALTER TABLE node ADD COLUMN policy_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE node ADD COLUMN policy_author TEXT NOT NULL DEFAULT '';
ALTER TABLE node ADD COLUMN policy_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE node ADD COLUMN policy_seen INTEGER NOT NULL DEFAULT 0;
ALTER TABLE node ADD COLUMN drift TEXT NOT NULL DEFAULT '';
-- The one rollout there is: which revision, and how far each node is.
CREATE TABLE rollout (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    hash TEXT NOT NULL,
    state TEXT NOT NULL,
    keep_going INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    driver TEXT NOT NULL,
    driven_at INTEGER NOT NULL
);
CREATE TABLE rollout_node (
    node INTEGER PRIMARY KEY REFERENCES node (id) ON DELETE CASCADE,
    state TEXT NOT NULL,
    detail TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL
);
