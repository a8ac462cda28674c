-- What a price follows from beside the columns that there are, so that a call can be priced again (docs/decisions/0107). Maps, as most calls have none of it.
-- Calls from before say that it is not told: they cannot be priced again.
ALTER TABLE requests
    ADD COLUMN IF NOT EXISTS `usage_details` Map(LowCardinality(String), UInt32) COMMENT 'Other counts of the answer that have a price: cache_write_1h, cache_read_audio, cache_read_image, prompt_image, prompt_video, completion_image, completion_video (tokens), web_searches, audio_ms, and what was taken beside tokens for a fee' CODEC(ZSTD(1)) AFTER `tokens_source`,
    ADD COLUMN IF NOT EXISTS `price_details` Map(LowCardinality(String), LowCardinality(String)) DEFAULT map('untold', 'yes') COMMENT 'What else decides the price: requested_tier, inference_geo, priced_as (the model whose price the caller wants), billed_apart, reported_cost; untold in calls from before this was stored' CODEC(ZSTD(1)) AFTER `cost_saved_usd`;
