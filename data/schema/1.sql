-- The store, version 1. Times are seconds since 1970 (UTC).
CREATE TABLE node (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    destination TEXT NOT NULL,
    port INTEGER NOT NULL DEFAULT 0,
    identity TEXT,
    mta TEXT NOT NULL,
    log TEXT,
    -- what was last seen
    state TEXT NOT NULL DEFAULT 'new',
    error TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    last_contact INTEGER NOT NULL DEFAULT 0,
    version TEXT NOT NULL DEFAULT '',
    lifetime INTEGER NOT NULL DEFAULT 0,
    incoming INTEGER NOT NULL DEFAULT 0,
    active INTEGER NOT NULL DEFAULT 0,
    deferred INTEGER NOT NULL DEFAULT 0,
    hold INTEGER NOT NULL DEFAULT 0,
    corrupt INTEGER NOT NULL DEFAULT 0,
    oldest INTEGER NOT NULL DEFAULT 0,
    expiring_6h INTEGER NOT NULL DEFAULT 0,
    expiring_24h INTEGER NOT NULL DEFAULT 0,
    ages TEXT NOT NULL DEFAULT '',
    listed_at INTEGER NOT NULL DEFAULT 0,
    truncated INTEGER NOT NULL DEFAULT 0,
    -- the position in its log, moved together with the counts
    fingerprint TEXT NOT NULL DEFAULT '-',
    log_offset INTEGER NOT NULL DEFAULT 0,
    log_at INTEGER NOT NULL DEFAULT 0,
    gap_at INTEGER NOT NULL DEFAULT 0,
    skipped INTEGER NOT NULL DEFAULT 0
);
-- Settings of a domain; NULL inherits from '*'.
CREATE TABLE domain (
    name TEXT PRIMARY KEY,
    hourly INTEGER,
    daily INTEGER
) WITHOUT ROWID;
-- Names seen in logs, each stored once.
CREATE TABLE seen_domain (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
);
-- Failures. Minutes are kept for 48 hours, hours for 400 days; both are written together.
CREATE TABLE failure_minute (
    minute INTEGER NOT NULL,
    node INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    domain INTEGER NOT NULL REFERENCES seen_domain (id),
    code INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (minute, node, domain, code)
) WITHOUT ROWID;
CREATE TABLE failure_hour (
    hour INTEGER NOT NULL,
    node INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    domain INTEGER NOT NULL REFERENCES seen_domain (id),
    code INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (hour, node, domain, code)
) WITHOUT ROWID;
CREATE TABLE sample (
    domain INTEGER NOT NULL REFERENCES seen_domain (id),
    node INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    code INTEGER NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (domain, node, code)
) WITHOUT ROWID;
-- The last full listing of each node's queue.
CREATE TABLE queue_domain (
    node INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    domain INTEGER NOT NULL REFERENCES seen_domain (id),
    messages INTEGER NOT NULL,
    oldest INTEGER NOT NULL,
    expiring_6h INTEGER NOT NULL,
    expiring_24h INTEGER NOT NULL,
    PRIMARY KEY (node, domain)
) WITHOUT ROWID;
CREATE TABLE queue_reason (
    node INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    domain INTEGER NOT NULL REFERENCES seen_domain (id),
    text TEXT NOT NULL,
    messages INTEGER NOT NULL,
    PRIMARY KEY (node, domain, text)
) WITHOUT ROWID;
