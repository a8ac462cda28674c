-- One row per attempt of a call to a provider, without the bodies.
--
-- The sort key never changes for a message, so any number of versions of its row collapse into the one with the highest
-- version. It ends with the message's place in its isolate, so that two calls never collapse, also where their caller gave
-- both one id. Only the consumer writes base rows: version 0 when the bodies were missing, 1 when complete.
CREATE TABLE IF NOT EXISTS requests
(
    -- identity
    `org_id` LowCardinality(String) COMMENT 'Organisation that owns the call' CODEC(ZSTD(1)),
    `created_at` DateTime64(3, 'UTC') COMMENT 'When the edge received the call' CODEC(Delta, ZSTD(1)),
    `request_id` UUID COMMENT 'UUIDv7 whose time is created_at, unless the caller named one' CODEC(ZSTD(1)),
    `call_id` UUID DEFAULT request_id COMMENT 'Request id of the first attempt: one for all attempts of a call' CODEC(ZSTD(1)),
    `attempt` UInt8 DEFAULT 1 COMMENT 'Counts the attempts (retries, fallbacks) of a call from 1' CODEC(ZSTD(1)),
    `response_id` String COMMENT 'Id that the provider gave its answer, empty when none' CODEC(ZSTD(1)),
    `key_id` LowCardinality(String) COMMENT 'Key the call was made with, empty for a call without one' CODEC(ZSTD(1)),
    `isolate_id` UUID COMMENT 'Edge isolate that logged the call' CODEC(ZSTD(1)),
    `isolate_seq` UInt32 COMMENT 'Number of the message in its isolate, from 1 without a gap' CODEC(T64, ZSTD(1)),
    `version` UInt64 COMMENT 'The row with the highest version is the call: 0 without bodies, 1 complete, above that edited or priced again' CODEC(ZSTD(1)),
    `is_deleted` UInt8 DEFAULT 0 COMMENT '1 for the tombstone of a deleted call' CODEC(ZSTD(1)),

    -- call
    `provider` LowCardinality(String) COMMENT 'Slug of the provider, as in the edge URL' CODEC(ZSTD(1)),
    `model` LowCardinality(String) COMMENT 'Model that answered' CODEC(ZSTD(1)),
    `requested_model` LowCardinality(String) COMMENT 'Model the caller asked for' CODEC(ZSTD(1)),
    `path` LowCardinality(String) COMMENT 'Path sent upstream, without the query' CODEC(ZSTD(1)),
    `target_host` LowCardinality(String) COMMENT 'Host the call was sent to' CODEC(ZSTD(1)),
    `status` UInt16 COMMENT 'HTTP status' CODEC(ZSTD(1)),
    `streamed` Bool COMMENT 'The answer came as a stream of events' CODEC(ZSTD(1)),
    `finish` Enum8('complete' = 1, 'client_closed' = 2, 'upstream_error' = 3, 'truncated' = 4) COMMENT 'How the call ended, seen from the edge' CODEC(ZSTD(1)),
    `finish_reason` LowCardinality(String) COMMENT 'Why the model stopped, in the word of its provider' CODEC(ZSTD(1)),
    `service_tier` LowCardinality(String) COMMENT 'Tier that served the call, in the word of its provider' CODEC(ZSTD(1)),
    `error` String COMMENT 'What went wrong, empty when nothing did' CODEC(ZSTD(1)),
    `warnings` Array(LowCardinality(String)) COMMENT 'What was dropped or not understood on the way' CODEC(ZSTD(1)),

    -- time
    `responded_at` DateTime64(3, 'UTC') COMMENT 'When the answer had ended' CODEC(Delta, ZSTD(1)),
    `latency_ms` UInt32 COMMENT 'From the call to the end of its answer, ms' CODEC(T64, ZSTD(1)),
    `ttft_ms` Nullable(UInt32) COMMENT 'To the first byte of the answer, ms; NULL when there was none' CODEC(T64, ZSTD(1)),

    -- tokens: NULL is unknown, never 0
    `prompt_tokens` Nullable(UInt32) COMMENT 'All input, cached included' CODEC(T64, ZSTD(1)),
    `completion_tokens` Nullable(UInt32) COMMENT 'All output, reasoning included' CODEC(T64, ZSTD(1)),
    `cache_read_tokens` Nullable(UInt32) COMMENT 'Input read from the provider''s cache' CODEC(T64, ZSTD(1)),
    `cache_write_tokens` Nullable(UInt32) COMMENT 'Input written to the provider''s cache' CODEC(T64, ZSTD(1)),
    `prompt_audio_tokens` Nullable(UInt32) COMMENT 'Input that was audio' CODEC(T64, ZSTD(1)),
    `completion_audio_tokens` Nullable(UInt32) COMMENT 'Output that was audio' CODEC(T64, ZSTD(1)),
    `reasoning_tokens` Nullable(UInt32) COMMENT 'Output that was reasoning' CODEC(T64, ZSTD(1)),
    `tokens_source` Enum8('provider' = 1, 'estimated' = 2, 'unknown' = 3) DEFAULT 'unknown' COMMENT 'Where the counts come from' CODEC(ZSTD(1)),

    -- money, USD
    `cost_usd` Nullable(Decimal(18, 12)) COMMENT 'Cost of the call; NULL when unknown' CODEC(ZSTD(3)),
    `cost_breakdown` Map(LowCardinality(String), Decimal(18, 12)) COMMENT 'What cost_usd is made of, by line' CODEC(ZSTD(3)),
    `cost_source` Enum8('priced' = 1, 'provider' = 2, 'estimated' = 3, 'unknown' = 4) DEFAULT 'unknown' COMMENT 'Where the cost comes from' CODEC(ZSTD(1)),
    `cost_saved_usd` Nullable(Decimal(18, 12)) COMMENT 'What a cache hit would have cost' CODEC(ZSTD(3)),

    -- who
    `user_id` LowCardinality(String) COMMENT 'User of the caller, empty when not given' CODEC(ZSTD(1)),
    `session_id` String COMMENT 'Session the call belongs to, empty for none' CODEC(ZSTD(1)),
    `session_path` LowCardinality(String) COMMENT 'Step of the session, as a path' CODEC(ZSTD(1)),
    `session_name` LowCardinality(String) COMMENT 'What the session is called' CODEC(ZSTD(1)),
    `prompt_id` LowCardinality(String) COMMENT 'Prompt the call was made from, empty for none' CODEC(ZSTD(1)),
    `country` LowCardinality(String) COMMENT 'ISO 3166 alpha-2 of the caller, empty when unknown' CODEC(ZSTD(1)),
    `properties` Map(LowCardinality(String), LowCardinality(String)) COMMENT 'The caller''s own properties' CODEC(ZSTD(1)),

    -- judgement
    `scores` Map(LowCardinality(String), Float64) COMMENT 'Scores given to the call' CODEC(ZSTD(1)),
    `threat` Nullable(Bool) COMMENT 'Whether the prompt looked like an attack; NULL when nobody looked' CODEC(ZSTD(1)),
    `threat_rules` Array(LowCardinality(String)) COMMENT 'Rules that found it' CODEC(ZSTD(1)),
    `cached` Bool COMMENT 'Answered from the edge''s cache' CODEC(ZSTD(1)),
    `cache_reference_id` String COMMENT 'Request id of the call whose answer was used' CODEC(ZSTD(1)),
    `passthrough_billing` Bool COMMENT 'Paid through a gateway''s account, not the caller''s own' CODEC(ZSTD(1)),

    -- bodies
    `body_location` Enum8('clickhouse' = 1, 'r2' = 2, 'omitted' = 3) COMMENT 'Where the bodies are' CODEC(ZSTD(1)),
    `request_bytes` Nullable(UInt64) COMMENT 'Length of the request body on the wire; NULL when it was not told' CODEC(T64, ZSTD(1)),
    `response_bytes` Nullable(UInt64) COMMENT 'Length of the response body on the wire; NULL when it was not told' CODEC(T64, ZSTD(1))
)
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(created_at)
PRIMARY KEY (org_id, created_at, request_id)
ORDER BY (org_id, created_at, request_id, isolate_id, isolate_seq)
SETTINGS
    -- Retention removes whole parts only, and a change of it reads nothing but created_at.
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1
COMMENT 'One row per attempt of a call to a provider';
