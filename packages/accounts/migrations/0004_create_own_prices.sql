-- What models cost an organisation by its own word, whatever the price list says. The entries of one model are its history.
CREATE TABLE own_prices (
  id TEXT PRIMARY KEY NOT NULL,
  organisation_id TEXT NOT NULL REFERENCES organisations (id),
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  valid_from INTEGER NOT NULL,
  prices TEXT NOT NULL CHECK (json_type(prices) = 'object'),
  set_at INTEGER NOT NULL
);

CREATE UNIQUE INDEX own_prices_by_organisation ON own_prices (organisation_id, provider, model, valid_from);
