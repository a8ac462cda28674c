-- All but retries had a copy of `request_id` in `call_id`, a seventh of the row (docs/decisions/0907). It is computed now from the one id that is not a copy.
ALTER TABLE requests
    ADD COLUMN IF NOT EXISTS `first_request_id` UUID COMMENT 'Request id of the first attempt of a call, in its later ones; zero in the first' CODEC(ZSTD(1)) AFTER `request_id`;

ALTER TABLE requests UPDATE `first_request_id` = `call_id` WHERE `call_id` != `request_id` SETTINGS mutations_sync = 2;

-- In one statement, so that no question misses the column; and again and again, the second time of the computed one.
ALTER TABLE requests
    DROP COLUMN `call_id`,
    ADD COLUMN `call_id` UUID ALIAS if(empty(`first_request_id`), `request_id`, `first_request_id`) COMMENT 'Request id of the first attempt: one for all attempts of a call' AFTER `first_request_id`;
