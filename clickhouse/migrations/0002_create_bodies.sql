-- The two bodies of a call, apart from its facts: a score never rewrites a prompt, and a chart never reads one.
CREATE TABLE IF NOT EXISTS bodies
(
    -- identity, as in requests
    `org_id` LowCardinality(String) COMMENT 'Organisation that owns the call' CODEC(ZSTD(1)),
    `created_at` DateTime64(3, 'UTC') COMMENT 'When the edge received the call' CODEC(Delta, ZSTD(1)),
    `request_id` UUID COMMENT 'Id of the call in requests' CODEC(ZSTD(1)),
    `isolate_id` UUID COMMENT 'Edge isolate that logged the call' CODEC(ZSTD(1)),
    `isolate_seq` UInt32 COMMENT 'Number of the message in its isolate' CODEC(T64, ZSTD(1)),
    `version` UInt64 COMMENT 'The row with the highest version holds the bodies' CODEC(ZSTD(1)),
    `is_deleted` UInt8 DEFAULT 0 COMMENT '1 for the tombstone of a deleted call' CODEC(ZSTD(1)),

    -- bodies, content encodings undone
    `request_body` String COMMENT 'What the caller sent' CODEC(ZSTD(3)),
    `request_encoding` Enum8('utf8' = 1, 'base64' = 2) COMMENT 'base64 where the bytes are not UTF-8' CODEC(ZSTD(1)),
    `response_body` String COMMENT 'What the provider answered' CODEC(ZSTD(3)),
    `response_encoding` Enum8('utf8' = 1, 'base64' = 2) COMMENT 'base64 where the bytes are not UTF-8' CODEC(ZSTD(1))
)
ENGINE = ReplacingMergeTree(version, is_deleted)
-- By week: retention removes whole parts, and a prompt is not to outlive its promised days by a month.
PARTITION BY toMonday(created_at)
PRIMARY KEY (org_id, created_at, request_id)
ORDER BY (org_id, created_at, request_id, isolate_id, isolate_seq)
SETTINGS
    -- One call is read at a time: small granules, so that few neighbours are read with it.
    index_granularity = 128,
    index_granularity_bytes = 1048576,
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1
COMMENT 'The bodies of the calls in requests';
