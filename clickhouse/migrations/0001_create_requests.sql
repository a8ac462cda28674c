-- One row per attempt of a call to a provider, without the bodies.
--
-- The sort key never changes for a call, so any number of versions of a row collapse into the one with the highest
-- version. Only the consumer writes base rows: version 0 when the bodies were missing, 1 when complete.
CREATE TABLE IF NOT EXISTS requests
(
    -- identity
    `org_id` LowCardinality(String) COMMENT 'Organisation that owns the call',
    `created_at` DateTime64(3, 'UTC') CODEC(DoubleDelta, ZSTD(1)) COMMENT 'When the edge received the call',
    `request_id` UUID CODEC(ZSTD(1)) COMMENT 'UUIDv7 whose time is created_at, unless the caller named one',
    `call_id` UUID DEFAULT request_id CODEC(ZSTD(1)) COMMENT 'Request id of the first attempt: one for all attempts of a call',
    `attempt` UInt8 DEFAULT 1 COMMENT 'Counts the attempts (retries, fallbacks) of a call from 1',
    `response_id` String CODEC(ZSTD(1)) COMMENT 'Id that the provider gave its answer, empty when none',
    `key_id` LowCardinality(String) COMMENT 'Key the call was made with, empty for a call without one',
    `isolate_id` UUID CODEC(ZSTD(1)) COMMENT 'Edge isolate that logged the call',
    `isolate_seq` UInt32 CODEC(Delta, ZSTD(1)) COMMENT 'Number of the message in its isolate, from 1 without a gap',
    `version` UInt64 CODEC(ZSTD(1)) COMMENT 'The row with the highest version is the call: 0 without bodies, 1 complete, above that edited or priced again',
    `is_deleted` UInt8 DEFAULT 0 COMMENT '1 for the tombstone of a deleted call',

    -- call
    `provider` LowCardinality(String) COMMENT 'Slug of the provider, as in the edge URL',
    `model` LowCardinality(String) COMMENT 'Model that answered',
    `requested_model` LowCardinality(String) COMMENT 'Model the caller asked for',
    `path` LowCardinality(String) COMMENT 'Path sent upstream, without the query',
    `target_host` LowCardinality(String) COMMENT 'Host the call was sent to',
    `status` UInt16 CODEC(ZSTD(1)) COMMENT 'HTTP status',
    `streamed` Bool COMMENT 'The answer came as a stream of events',
    `finish` Enum8('complete' = 1, 'client_closed' = 2, 'upstream_error' = 3, 'truncated' = 4) COMMENT 'How the call ended, seen from the edge',
    `finish_reason` LowCardinality(String) COMMENT 'Why the model stopped, in the word of its provider',
    `service_tier` LowCardinality(String) COMMENT 'Tier that served the call, in the word of its provider',
    `error` String CODEC(ZSTD(1)) COMMENT 'What went wrong, empty when nothing did',
    `warnings` Array(LowCardinality(String)) COMMENT 'What was dropped or not understood on the way',

    -- time
    `responded_at` DateTime64(3, 'UTC') CODEC(Delta, ZSTD(1)) COMMENT 'When the answer had ended',
    `latency_ms` UInt32 CODEC(T64, ZSTD(1)) COMMENT 'From the call to the end of its answer, ms',
    `ttft_ms` Nullable(UInt32) CODEC(T64, ZSTD(1)) COMMENT 'To the first byte of the answer, ms; NULL when there was none',

    -- tokens: NULL is unknown, never 0
    `prompt_tokens` Nullable(UInt32) CODEC(T64, ZSTD(1)) COMMENT 'All input, cached included',
    `completion_tokens` Nullable(UInt32) CODEC(T64, ZSTD(1)) COMMENT 'All output, reasoning included',
    `cache_read_tokens` Nullable(UInt32) CODEC(T64, ZSTD(1)) COMMENT 'Input read from the provider''s cache',
    `cache_write_tokens` Nullable(UInt32) CODEC(T64, ZSTD(1)) COMMENT 'Input written to the provider''s cache',
    `prompt_audio_tokens` Nullable(UInt32) CODEC(T64, ZSTD(1)) COMMENT 'Input that was audio',
    `completion_audio_tokens` Nullable(UInt32) CODEC(T64, ZSTD(1)) COMMENT 'Output that was audio',
    `reasoning_tokens` Nullable(UInt32) CODEC(T64, ZSTD(1)) COMMENT 'Output that was reasoning',
    `tokens_source` Enum8('provider' = 1, 'estimated' = 2, 'unknown' = 3) DEFAULT 'unknown' COMMENT 'Where the counts come from',

    -- money, USD
    `cost_usd` Nullable(Decimal(18, 12)) CODEC(ZSTD(1)) COMMENT 'Cost of the call; NULL when unknown',
    `cost_breakdown` Map(LowCardinality(String), Decimal(18, 12)) CODEC(ZSTD(1)) COMMENT 'What cost_usd is made of, by line',
    `cost_source` Enum8('priced' = 1, 'provider' = 2, 'estimated' = 3, 'unknown' = 4) DEFAULT 'unknown' COMMENT 'Where the cost comes from',
    `cost_saved_usd` Nullable(Decimal(18, 12)) CODEC(ZSTD(1)) COMMENT 'What a cache hit would have cost',

    -- who
    `user_id` String CODEC(ZSTD(1)) COMMENT 'User of the caller, empty when not given',
    `session_id` String CODEC(ZSTD(1)) COMMENT 'Session the call belongs to, empty for none',
    `session_path` LowCardinality(String) COMMENT 'Step of the session, as a path',
    `session_name` LowCardinality(String) COMMENT 'What the session is called',
    `prompt_id` LowCardinality(String) COMMENT 'Prompt the call was made from, empty for none',
    `country` LowCardinality(String) COMMENT 'ISO 3166 alpha-2 of the caller, empty when unknown',
    `properties` Map(LowCardinality(String), String) CODEC(ZSTD(1)) COMMENT 'The caller''s own properties',

    -- judgement
    `scores` Map(LowCardinality(String), Float64) CODEC(ZSTD(1)) COMMENT 'Scores given to the call',
    `threat` Nullable(Bool) COMMENT 'Whether the prompt looked like an attack; NULL when nobody looked',
    `threat_rules` Array(LowCardinality(String)) COMMENT 'Rules that found it',
    `cached` Bool COMMENT 'Answered from the edge''s cache',
    `cache_reference_id` String CODEC(ZSTD(1)) COMMENT 'Request id of the call whose answer was used',
    `passthrough_billing` Bool COMMENT 'Paid through a gateway''s account, not the caller''s own',

    -- bodies
    `body_location` Enum8('clickhouse' = 1, 'r2' = 2, 'omitted' = 3) COMMENT 'Where the bodies are',
    `request_bytes` UInt64 CODEC(T64, ZSTD(1)) COMMENT 'Length of the request body on the wire',
    `response_bytes` UInt64 CODEC(T64, ZSTD(1)) COMMENT 'Length of the response body on the wire'
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(created_at)
ORDER BY (org_id, created_at, request_id)
SETTINGS
    -- Retention removes whole parts only, and a change of it reads nothing but created_at.
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1
COMMENT 'One row per attempt of a call to a provider';
