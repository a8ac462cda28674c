-- What was said of a call after it: scores, feedback, changed properties. Append-only: no row is ever changed or taken back by a
-- later one. A fold puts the latest of each name into the call's row, whose version counts them: docs/decisions/0106.
CREATE TABLE IF NOT EXISTS edits
(
    `org_id` LowCardinality(String) COMMENT 'Organisation that owns the call' CODEC(ZSTD(1)),
    `request_id` UUID COMMENT 'Id of the call, which may not be a row yet' CODEC(ZSTD(1)),
    `edit_id` UUID COMMENT 'UUIDv7: of two edits of one name the later id holds' CODEC(ZSTD(1)),
    `created_at` DateTime64(3, 'UTC') COMMENT 'When the edit was taken, as in edit_id' CODEC(Delta, ZSTD(1)),
    `key_id` LowCardinality(String) COMMENT 'Key that made the edit, empty for the operator' CODEC(ZSTD(1)),
    `kind` Enum8('score' = 1, 'feedback' = 2, 'property' = 3) COMMENT 'What is edited' CODEC(ZSTD(1)),
    `name` LowCardinality(String) COMMENT 'Of the score or property; feedback for feedback' CODEC(ZSTD(1)),
    `score` Nullable(Float64) COMMENT 'Score or rating; NULL takes a score away' CODEC(ZSTD(1)),
    `text` Nullable(String) COMMENT 'Value of a property, NULL to take it away; comment of a feedback' CODEC(ZSTD(1))
)
-- An insert that is sent twice is one edit.
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(created_at)
ORDER BY (org_id, request_id, edit_id)
SETTINGS
    -- The edits of one call are read at a time.
    index_granularity = 1024,
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1
COMMENT 'Scores, feedback and changed properties of calls';

-- The same of a session as a whole. They are of no call, so nothing is folded: whoever asks reads the latest of each name here.
CREATE TABLE IF NOT EXISTS session_edits
(
    `org_id` LowCardinality(String) COMMENT 'Organisation that owns the session' CODEC(ZSTD(1)),
    `session_id` String COMMENT 'Session as its calls name it' CODEC(ZSTD(1)),
    `edit_id` UUID COMMENT 'UUIDv7: of two edits of one name the later id holds' CODEC(ZSTD(1)),
    `created_at` DateTime64(3, 'UTC') COMMENT 'When the edit was taken, as in edit_id' CODEC(Delta, ZSTD(1)),
    `key_id` LowCardinality(String) COMMENT 'Key that made the edit, empty for the operator' CODEC(ZSTD(1)),
    `kind` Enum8('score' = 1, 'feedback' = 2) COMMENT 'What is edited' CODEC(ZSTD(1)),
    `name` LowCardinality(String) COMMENT 'Of the score; feedback for feedback' CODEC(ZSTD(1)),
    `score` Nullable(Float64) COMMENT 'Score or rating; NULL takes a score away' CODEC(ZSTD(1)),
    `text` Nullable(String) COMMENT 'Comment of a feedback' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(created_at)
ORDER BY (org_id, session_id, edit_id)
SETTINGS
    index_granularity = 1024,
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1
COMMENT 'Scores and feedback of sessions';

ALTER TABLE requests MODIFY COLUMN `version` COMMENT 'The row with the highest version is the call: 2⁴⁸ when complete, 0 without bodies (1 is complete, of a consumer before edits); and above either, 2³² for each price generation, and 1 more than it has edits';
