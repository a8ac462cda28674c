-- People, whom Cloudflare Access vouches for by their e-mail.
CREATE TABLE members (
  id TEXT PRIMARY KEY NOT NULL,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  email TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('owner', 'member', 'viewer')),
  created_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX members_by_organisation ON members (organisation_id, email);
CREATE INDEX members_by_email ON members (email);

-- Links that sign somebody in once. The code itself is stored nowhere.
CREATE TABLE sign_in_links (
  digest TEXT PRIMARY KEY NOT NULL,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  role TEXT NOT NULL CHECK (role IN ('owner', 'member', 'viewer')),
  made_by TEXT NOT NULL,
  key_id TEXT NOT NULL,
  email TEXT NOT NULL,
  expires_at INTEGER NOT NULL
);

CREATE TABLE views (
  id TEXT PRIMARY KEY NOT NULL,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  name TEXT NOT NULL,
  page TEXT NOT NULL,
  search TEXT NOT NULL CHECK (json_type(search) = 'object'),
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX views_by_organisation ON views (organisation_id, name);

-- Who read, took, deleted or changed what. The ids are UUIDv7, so their order is that of time.
CREATE TABLE audit_lines (
  id TEXT PRIMARY KEY NOT NULL,
  organisation_id TEXT NOT NULL,
  at INTEGER NOT NULL,
  actor TEXT NOT NULL,
  key_id TEXT NOT NULL,
  action TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL
);

CREATE INDEX audit_lines_by_organisation ON audit_lines (organisation_id, id);
