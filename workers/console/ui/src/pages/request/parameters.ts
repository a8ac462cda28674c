import type { RequestAnswer } from '@tallystick/client';
import { entriesOf } from '../../components/text/json-layout.ts';

/** What a conversation shows by itself. */
const shownElsewhere = new Set(['messages', 'input', 'system', 'instructions', 'tools', 'prompt', 'contents']);

/** Longer bodies are not looked through. Characters. */
const longestBody = 8_000_000;

/** What a request asks besides its messages: temperature, limits, formats. Each value as JSON, as it was sent. */
export function parametersOf({ request }: RequestAnswer['bodies']): [name: string, json: string][] {
  if (request?.encoding !== 'utf8' || request.text.length > longestBody) return [];
  return entriesOf(request.text).filter(([name]) => !shownElsewhere.has(name));
}
