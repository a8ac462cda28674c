/** A Cloudflare Access service token: https://developers.cloudflare.com/cloudflare-one/identity/service-tokens/ */
export interface ServiceToken {
  id: string;
  secret: string;
}

/** How it stands in the variables of a Worker or of a shell. */
export interface ServiceTokenVariables {
  CLICKHOUSE_ACCESS_CLIENT_ID?: string | undefined;
  CLICKHOUSE_ACCESS_CLIENT_SECRET?: string | undefined;
}

/** The other way round. */
export function serviceTokenVariables({ id, secret }: ServiceToken): Record<keyof ServiceTokenVariables, string> {
  return { CLICKHOUSE_ACCESS_CLIENT_ID: id, CLICKHOUSE_ACCESS_CLIENT_SECRET: secret };
}

/** The service token that the variables hold, if they hold one. */
export function serviceTokenOf(variables: ServiceTokenVariables): ServiceToken | undefined {
  const { CLICKHOUSE_ACCESS_CLIENT_ID: id, CLICKHOUSE_ACCESS_CLIENT_SECRET: secret } = variables;
  return id && secret ? { id, secret } : undefined;
}
