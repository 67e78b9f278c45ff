-- The store, version 11: a wave is judged from its beginning on, whoever drives.
ALTER TABLE rollout ADD COLUMN watched_from INTEGER NOT NULL DEFAULT 0; -- when the wave began
ALTER TABLE rollout_node ADD COLUMN sent INTEGER NOT NULL DEFAULT 0; -- it may have it: the end was not heard
-- In the hour before the wave; and from its minute on what was counted already.
ALTER TABLE rollout_node ADD COLUMN failed_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rollout_node ADD COLUMN refused_before INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rollout_node ADD COLUMN failed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rollout_node ADD COLUMN refused INTEGER NOT NULL DEFAULT 0;
