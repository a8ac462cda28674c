CREATE TABLE organisations (
  id TEXT PRIMARY KEY NOT NULL,
  name TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

-- A key is never deleted: calls made before its revocation may still be on their way.
CREATE TABLE keys (
  id TEXT PRIMARY KEY NOT NULL,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  kind TEXT NOT NULL CHECK (kind IN ('w', 'r', 'a')),
  name TEXT NOT NULL,
  default_properties TEXT NOT NULL DEFAULT '{}' CHECK (json_type(default_properties) = 'object'),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL DEFAULT 0,
  revoked_at INTEGER
);

CREATE INDEX keys_by_organisation ON keys (organisation_id, created_at);
