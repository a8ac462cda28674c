/** An address that the path of a call names, and what of the path is left for it. */
export interface InPath {
  region: string;
  /** With the port. */
  host: string;
  path: string;
}

const region = '[a-z]{2}(?:-[a-z]+){1,3}-\\d{1,2}';

/** `/us-west-2/model/…`, and with the `/v1` of Helicone's addresses. */
const first = new RegExp(`^(?:/v1)?/(${region})(?=/|$)`);

/** Also in the names of endpoints of one's own: `vpce-….bedrock-runtime.us-east-1.vpce.amazonaws.com`. */
const inHost = new RegExp(`(?:^|\\.)(${region})\\.`);

/**
 * Bedrock's address in a region that stands in front of a path; `undefined` where none does. Percent-encoding stays as it is.
 * https://docs.aws.amazon.com/general/latest/gr/bedrock.html, https://docs.helicone.ai/integrations/bedrock/javascript
 */
export function regionInPath(path: string): InPath | undefined {
  const [start = '', name] = first.exec(path) ?? [];
  if (name === undefined) return undefined;
  return { region: name, host: `bedrock-runtime.${name}.amazonaws.com`, path: path.slice(start.length) };
}

/** The region that a host names, '' for none. */
export function regionOf(host: string): string {
  return inHost.exec(host)?.[1] ?? '';
}
