import { unknownUsage } from '@tallystick/log';
import { type CapturedCall, readCall } from '../read-call.ts';
import { CapturedBody } from '../reading/captured-body.ts';

const encoder = new TextEncoder();
export const body = (text: string) => new CapturedBody(encoder.encode(text));

export interface Texts extends Omit<CapturedCall, 'request' | 'response'> {
  request: string;
  response: string;
}

/** The facts of a chat completion, or of what `texts` makes of it. */
export function read(texts: Partial<Texts>) {
  const { request = '', response = '', ...call } = texts;
  const usual = {
    method: 'POST',
    path: '/v1/chat/completions',
    status: 200,
    complete: true,
    responseType: 'application/json',
  };
  return readCall({ ...usual, ...call, request: body(request), response: body(response) });
}

/** What nothing says. */
export const nothing = { usage: unknownUsage, tokensSource: 'unknown', unreadable: '', warnings: [], error: '' };
