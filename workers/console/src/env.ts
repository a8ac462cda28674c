import type { ServiceTokenVariables } from '@tallystick/clickhouse';

/** What wrangler.toml binds to the console Worker. Read in app.ts only. */
export interface Env extends ServiceTokenVariables {
  DB: D1Database;
  OBJECTS: R2Bucket;
  CALLS: Queue;
  ALONE: Queue;
  DEAD: Queue;
  CLICKHOUSE_URL: string;
  CLICKHOUSE_USER: string;
  CLICKHOUSE_PASSWORD: string;
  CLICKHOUSE_DATABASE: string;
  KEY_SECRET_WRITE: string;
  KEY_SECRET_READ: string;
  KEY_SECRET_ADMIN: string;
  /** While a secret is being changed, the one before it: keys that it signed still count. */
  KEY_SECRET_WRITE_PREVIOUS?: string;
  KEY_SECRET_READ_PREVIOUS?: string;
  KEY_SECRET_ADMIN_PREVIOUS?: string;
  OPERATOR_TOKEN: string;
  /** Where calls are sent, for the page to show; '' when not told. */
  EDGE_URL: string;
  /** `https://TEAM.cloudflareaccess.com`, and the audience tag of the application; '' without Cloudflare Access. */
  ACCESS_TEAM_DOMAIN: string;
  ACCESS_AUD: string;
}
