import { addAuditLine } from '@tallystick/accounts';
import { type Filter, printLine } from '@tallystick/filter';
import type { AuditAction } from '@tallystick/log';
import type { Context } from 'hono';
import type { AppEnv, Caller } from './services.ts';

type Variables = Pick<AppEnv['Variables'], 'caller' | 'services'>;

/**
 * Writes a line that the organisation's owners can see. Before what it tells of, unless that is a reading: there may be a line of what then
 * failed, and never an act without its line.
 *
 * @param subject the id of what it is done to
 */
export function note(
  { caller, services }: Variables,
  organisationId: string,
  action: AuditAction,
  subject: string,
  detail = '',
): Promise<void> {
  return addAuditLine(services.accounts, { organisationId, ...whoIs(caller), action, subject, detail }, Date.now());
}

/** Writes that a call's bodies were read, beside the answer: D1 may be further away than ClickHouse. */
export function noteReading(c: Context<AppEnv>, organisationId: string, id: string): void {
  c.executionCtx.waitUntil(tryToNote(c.var, organisationId, id, ''));
}

/** Of what a page asks again every few seconds, an isolate writes one line in this time. ms */
const pause = 3_600_000;
/** Characters of a detail. What is longer is written each time, so that two that begin alike are not taken for one. */
const longestDetail = 1_000;
/** So many readings an isolate remembers; of one that it forgot it writes another line. */
const mostRemembered = 2_000;
/** When a line of each reading was written, Unix ms, the earliest first. */
const written = new Map<string, number>();

/** Writes, beside the answer, that something of the bodies of these calls was read: not again within the hour by the same caller in this way. */
export function noteReadings(
  c: Context<AppEnv>,
  organisationId: string,
  way: 'by preview' | 'by search',
  filter: Filter,
): void {
  const line = printLine(filter);
  const detail = `calls ${way}: ${line === '' ? 'all' : line}`;
  const reading = JSON.stringify([organisationId, whoIs(c.var.caller), detail]);
  if (detail.length <= longestDetail && !isFirst(reading, Date.now())) return;
  const shown = detail.slice(0, longestDetail).toWellFormed();
  const writing = tryToNote(c.var, organisationId, '', shown).then((isNoted) => {
    if (!isNoted) written.delete(reading);
  });
  c.executionCtx.waitUntil(writing);
}

function isFirst(reading: string, now: number): boolean {
  for (const [one, at] of written) {
    if (at > now - pause && written.size < mostRemembered) break;
    written.delete(one);
  }
  if (written.has(reading)) return false;
  written.set(reading, now);
  return true;
}

/** @returns whether the line was written; one that is lost is told in the log */
async function tryToNote(variables: Variables, organisation: string, id: string, detail: string): Promise<boolean> {
  try {
    await note(variables, organisation, 'body_read', id, detail);
    return true;
  } catch (error) {
    console.error({ event: 'reading_not_noted', organisation, request: id, error: String(error) });
    return false;
  }
}

function whoIs(caller: Caller): { actor: string; keyId: string } {
  if (caller === 'operator') return { actor: 'operator', keyId: '' };
  const { actor, keyId } = caller;
  return { actor, keyId };
}
