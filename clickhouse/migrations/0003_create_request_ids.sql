-- Finds a call by an id that its caller chose, which carries no time. One id may name several calls.
CREATE TABLE IF NOT EXISTS request_ids
(
    `org_id` LowCardinality(String) COMMENT 'Organisation that owns the call' CODEC(ZSTD(1)),
    `request_id` UUID COMMENT 'Id that the caller chose' CODEC(ZSTD(1)),
    `created_at` DateTime64(3, 'UTC') COMMENT 'created_at of a call in requests with this id' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(created_at)
ORDER BY (org_id, request_id, created_at)
SETTINGS
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1
COMMENT 'Where the calls with an id of their caller''s choice are';
