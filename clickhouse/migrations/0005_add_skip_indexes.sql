-- What a page is asked for that few calls have: a user, a session, the value of a property. Without these, ClickHouse reads that column of
-- every call of the time (docs/decisions/0903). Parts from before get them with their next merge.
ALTER TABLE requests
    ADD INDEX IF NOT EXISTS user_id_skip user_id TYPE bloom_filter(0.01) GRANULARITY 1,
    ADD INDEX IF NOT EXISTS session_id_skip session_id TYPE bloom_filter(0.01) GRANULARITY 1,
    ADD INDEX IF NOT EXISTS property_values_skip mapValues(properties) TYPE bloom_filter(0.01) GRANULARITY 1;
