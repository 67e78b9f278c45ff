-- The store, version 6: what changed, and in which order, so that whoever has read all before reads
-- only that. The newest rows are kept; who has missed some reads all.
CREATE TABLE change (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    node INTEGER NOT NULL,
    domain INTEGER NOT NULL, -- of seen_domain
    code INTEGER NOT NULL, -- of failures that were counted; -1: its queue, -2: its Office 365, -3: an alert
    minute INTEGER NOT NULL,
    count INTEGER NOT NULL
);
CREATE INDEX queue_domain_by_domain ON queue_domain (domain);
CREATE INDEX office365_by_domain ON office365 (domain);
-- Grows with whatever is written of a node, by whomever.
ALTER TABLE node ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE INDEX node_by_change ON node (changed);
CREATE TRIGGER node_is_new AFTER INSERT ON node
BEGIN
    UPDATE node SET changed = 1 + (SELECT max(changed) FROM node) WHERE id = new.id;
END;
CREATE TRIGGER node_has_changed AFTER UPDATE ON node WHEN new.changed = old.changed
BEGIN
    UPDATE node SET changed = 1 + (SELECT max(changed) FROM node) WHERE id = new.id;
END;
ALTER TABLE rollout ADD COLUMN changed INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER rollout_node_is_new AFTER INSERT ON rollout_node
BEGIN
    UPDATE rollout SET changed = changed + 1;
END;
CREATE TRIGGER rollout_node_has_changed AFTER UPDATE ON rollout_node
BEGIN
    UPDATE rollout SET changed = changed + 1;
END;
CREATE TRIGGER rollout_node_is_gone AFTER DELETE ON rollout_node
BEGIN
    UPDATE rollout SET changed = changed + 1;
END;
CREATE TRIGGER alert_is_new AFTER INSERT ON alert
BEGIN
    INSERT INTO change VALUES (NULL, 0, 0, -3, 0, 0);
END;
CREATE TRIGGER alert_has_changed AFTER UPDATE ON alert
BEGIN
    INSERT INTO change VALUES (NULL, 0, 0, -3, 0, 0);
END;
CREATE TRIGGER alert_is_gone AFTER DELETE ON alert
BEGIN
    INSERT INTO change VALUES (NULL, 0, 0, -3, 0, 0);
END;
