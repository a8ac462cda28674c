/** A user beside `default`. Loopback only, like the server. */
export interface ClickHouseUser {
  /** A letter, then letters, digits and `_`. */
  name: string;
  /** '' or absent: none. */
  password?: string;
  /** `GRANT …` and `REVOKE …` statements without their `TO` or `FROM`. Without any, the user may do nothing. */
  grants?: readonly string[];
  /** Settings of the user's profile, such as `readonly`, `max_execution_time` or `max_memory_usage`. */
  settings?: Readonly<Record<string, string | number>>;
}

/**
 * `default` may do everything but read and write files of the machine: it has no password, and any page open in a browser
 * on this machine can send it a query.
 */
const defaultUser: ClickHouseUser = { name: 'default', grants: ['GRANT ALL ON *.*', 'REVOKE FILE ON *.*'] };

/** The server's config.xml. The name comes back with every answer, which tells this server from another on its port. */
export function serverConfig(options: {
  dataDirectory: string;
  port: number;
  name: string;
  usersFile: string;
}): string {
  return xml('clickhouse', {
    path: options.dataDirectory,
    user_files_path: `${options.dataDirectory}/user_files`,
    http_port: options.port,
    listen_host: '127.0.0.1',
    display_name: options.name,
    users_config: options.usersFile,
    // Upper limits, not reservations. The library's own are made for a machine of its own: 5 GB each.
    mark_cache_size: cacheBytes,
    primary_index_cache_size: cacheBytes,
    index_mark_cache_size: cacheBytes,
  });
}

const cacheBytes = 256 * 1024 * 1024;

/** Nobody may turn this on by the URL: it would let any page open in a browser on this machine read every row. */
const constraints = { add_http_cors_header: { readonly: '' } };

/** The server's users.xml: `default`, and the given users with a settings profile of their own. */
export function usersConfig(users: readonly ClickHouseUser[]): string {
  const all = [defaultUser, ...users];
  for (const { name } of all) {
    if (!/^[a-z]\w*$/i.test(name)) throw new RangeError(`not a ClickHouse user name: ${name}`);
  }
  return xml('clickhouse', {
    profiles: Object.fromEntries(all.map((user) => [user.name, { ...user.settings, constraints }])),
    quotas: { default: {} },
    users: Object.fromEntries(
      all.map((user) => [
        user.name,
        {
          password: user.password ?? '',
          profile: user.name,
          quota: 'default',
          networks: { ip: '127.0.0.1' },
          // An empty list of grants would mean all rights.
          grants: { query: user.grants?.length ? user.grants : ['GRANT USAGE ON *.*'] },
        },
      ]),
    ),
  });
}

interface XmlTree {
  readonly [tag: string]: string | number | readonly string[] | XmlTree;
}

function xml(tag: string, value: XmlTree[string]): string {
  if (Array.isArray(value)) return value.map((item) => xml(tag, item)).join('');
  const content =
    typeof value === 'object'
      ? Object.entries(value)
          .map(([name, child]) => xml(name, child))
          .join('')
      : escapeText(String(value));
  return `<${tag}>${content}</${tag}>`;
}

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
