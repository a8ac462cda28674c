-- When a call landed, for those who wait for new ones. The server says it; a fold carries it over, so an edited call is no new one.
-- Calls from before landed when they were made: without their own value, `now64` would be asked anew at each read.
ALTER TABLE requests
    ADD COLUMN IF NOT EXISTS `inserted_at` DateTime64(3, 'UTC') DEFAULT created_at COMMENT 'When the insert of the row began; an edit keeps it' CODEC(Delta, ZSTD(1));

ALTER TABLE requests MATERIALIZE COLUMN `inserted_at` SETTINGS mutations_sync = 2;

ALTER TABLE requests
    MODIFY COLUMN `inserted_at` DEFAULT now64(3),
    ADD INDEX IF NOT EXISTS inserted_at_skip inserted_at TYPE minmax GRANULARITY 1;
