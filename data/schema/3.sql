-- The store, version 3: alerts, the mails that tell of them, and who may act.
CREATE TABLE alert (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    domain TEXT NOT NULL,
    window TEXT NOT NULL CHECK (window IN ('hourly', 'daily')),
    key TEXT NOT NULL, -- in the Message-IDs of its mails
    since INTEGER NOT NULL, -- when the count reached the threshold
    fired_at INTEGER NOT NULL, -- when that was noticed
    threshold INTEGER NOT NULL,
    count INTEGER NOT NULL,
    peak INTEGER NOT NULL,
    blind INTEGER NOT NULL,
    clear_since INTEGER NOT NULL DEFAULT 0,
    mailed_at INTEGER NOT NULL DEFAULT 0,
    mails INTEGER NOT NULL DEFAULT 0,
    acknowledged_at INTEGER NOT NULL DEFAULT 0,
    acknowledged_until INTEGER NOT NULL DEFAULT 0, -- 0: until it is over
    acknowledged_by TEXT NOT NULL DEFAULT '',
    note TEXT NOT NULL DEFAULT '',
    closed_at INTEGER NOT NULL DEFAULT 0,
    closed_as TEXT NOT NULL DEFAULT ''
);
-- Whatever happens, one window of one domain has one open alert.
CREATE UNIQUE INDEX alert_open ON alert (domain, window) WHERE closed_at = 0;
CREATE INDEX alert_fired ON alert (domain, window, fired_at);
CREATE TABLE mute (
    domain TEXT PRIMARY KEY,
    until INTEGER NOT NULL, -- 0: until no alert of the domain is open
    since INTEGER NOT NULL,
    author TEXT NOT NULL,
    note TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    alert INTEGER NOT NULL,
    kind TEXT NOT NULL,
    domain TEXT NOT NULL,
    window TEXT NOT NULL,
    address TEXT NOT NULL,
    subject TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    message TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'queued', -- sending, sent, dead
    holder TEXT NOT NULL DEFAULT '',
    tries INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    done_at INTEGER NOT NULL DEFAULT 0,
    via TEXT NOT NULL DEFAULT '',
    error TEXT NOT NULL DEFAULT ''
);
CREATE INDEX outbox_due ON outbox (state, next_at);
-- Which process may do what only one may: the watch that sends, the driver of a rollout.
CREATE TABLE lease (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    process INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    at INTEGER NOT NULL
) WITHOUT ROWID;
-- What the newest part of each node's log says of Office 365.
CREATE TABLE office365 (
    node INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    domain TEXT NOT NULL,
    relayed INTEGER NOT NULL,
    reports INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (node, domain)
) WITHOUT ROWID;
ALTER TABLE rollout DROP COLUMN driver;
ALTER TABLE rollout DROP COLUMN driven_at;
