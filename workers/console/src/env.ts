/** What wrangler.toml binds to the console Worker. Read in app.ts only. */
export interface Env {
  DB: D1Database;
  KEY_SECRET_WRITE: string;
  KEY_SECRET_READ: string;
  KEY_SECRET_ADMIN: string;
  /** While a secret is being changed, the one before it: keys that it signed still count. */
  KEY_SECRET_READ_PREVIOUS?: string;
  KEY_SECRET_ADMIN_PREVIOUS?: string;
  OPERATOR_TOKEN: string;
}
