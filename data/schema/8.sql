-- The store, version 8: a rollout in waves, and the way back.
ALTER TABLE rollout ADD COLUMN waves TEXT NOT NULL DEFAULT ''; -- sizes; '': all at once
ALTER TABLE rollout ADD COLUMN gate INTEGER NOT NULL DEFAULT 0; -- seconds that a wave is watched
ALTER TABLE rollout ADD COLUMN wave INTEGER NOT NULL DEFAULT 0; -- those that passed
ALTER TABLE rollout ADD COLUMN why TEXT NOT NULL DEFAULT ''; -- it was taken back, or waits
ALTER TABLE rollout_node ADD COLUMN before TEXT NOT NULL DEFAULT ''; -- the revision it carried
ALTER TABLE rollout_node ADD COLUMN queued INTEGER NOT NULL DEFAULT 0; -- when the rollout began
CREATE TRIGGER rollout_has_changed AFTER UPDATE OF state, wave, why ON rollout
BEGIN
    UPDATE rollout SET changed = changed + 1;
END;
-- Submissions that a node's mail server refused: what a rollout is watched by.
CREATE TABLE refused (
    node INTEGER NOT NULL REFERENCES node (id) ON DELETE CASCADE,
    minute INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (node, minute)
) WITHOUT ROWID;
