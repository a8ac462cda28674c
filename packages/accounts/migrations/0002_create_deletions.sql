-- What is to be deleted for good. A record is never removed: a message that matches it may come again whenever it is replayed.
CREATE TABLE deletions (
  id TEXT PRIMARY KEY NOT NULL,
  organisation_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('call', 'session', 'user')),
  subject TEXT NOT NULL,
  key_id TEXT NOT NULL,
  requested_at INTEGER NOT NULL,
  passes INTEGER NOT NULL DEFAULT 0,
  removed TEXT NOT NULL DEFAULT '{}' CHECK (json_type(removed) = 'object'),
  completed_at INTEGER
);

CREATE INDEX deletions_by_organisation ON deletions (organisation_id, requested_at);
CREATE INDEX deletions_by_completion ON deletions (completed_at);
