import type { MetricsAnswer } from '@tallystick/client';
import { money } from './money.ts';
import { count } from './numbers.ts';
import { duration } from './times.ts';

type Row = MetricsAnswer['rows'][number];
export type Value = Row['group'][string];

/** What calls are split by; properties come on top of them. */
export const fields = [
  { value: 'model', name: 'Model' },
  { value: 'provider', name: 'Provider' },
  { value: 'user_id', name: 'User' },
  { value: 'country', name: 'Country' },
  { value: 'status', name: 'Status' },
] as const;

/** Where the column's own name does not tell. */
const otherNames: Record<string, string> = {
  prompt_tokens: 'input_tokens',
  completion_tokens: 'output_tokens',
  ttft_ms: 'first_byte',
  target_host: 'host',
};

export const propertyField = (name: string) => `properties.${name}`;

/** `Requested model` of a column; a property keeps its own name. */
export function nameOfField(field: string): string {
  const [, own] = /^(?:properties|scores)\.(.+)$/s.exec(field) ?? [];
  if (own !== undefined) return own;
  const words = (otherNames[field] ?? field).replace(/_(id|ms|usd)$/, '').replaceAll('_', ' ');
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const none: Record<string, string> = { user_id: 'No user', country: 'Unknown', model: 'Unknown', status: 'No answer' };
const countries = new Intl.DisplayNames('en', { type: 'region', fallback: 'code' });

/** A value of a field as people call it. */
export function nameOfValue(field: string, value: Value | undefined): string {
  if (value === null || value === undefined || value === '' || (field === 'status' && value === 0))
    return none[field] ?? (field.startsWith('properties.') ? 'Not set' : 'none');
  if (field === 'country') return countryName(String(value));
  const [, from, to] = /^([\d.]+)\.\.([\d.]+)$/.exec(String(value)) ?? [];
  if (from !== undefined && to !== undefined) return `${bound(field, from)} – ${bound(field, to)}`;
  return String(value);
}

/** An end of a range of a number. */
function bound(field: string, text: string): string {
  if (field.endsWith('_ms')) return duration(Number(text));
  return field.endsWith('_usd') ? money(text) : count(Number(text));
}

function countryName(code: string): string {
  try {
    return countries.of(code) ?? code;
  } catch {
    return code;
  }
}

/** A value of a row as a number to draw: money comes as text. */
export function numberOf(value: string | number | null | undefined): number | null {
  return value === null || value === undefined ? null : Number(value);
}
