import type { RequestAnswer } from '@tallystick/client';

type Call = RequestAnswer['request'];

/** A score or a property of a call. */
export interface Entry {
  field: 'scores' | 'properties';
  name: string;
  /** null: there is none. */
  value: string | number | null;
}

/** The entry of that name as the call has it. */
export function entryOf(call: Pick<Call, Entry['field']>, { field, name }: Entry): Entry {
  const value = Object.hasOwn(call[field], name) ? call[field][name] : undefined;
  return { field, name, value: value ?? null };
}

export function withEntry(call: Call, { field, name, value }: Entry): Call {
  const others = Object.entries(call[field]).filter(([other]) => other !== name);
  return { ...call, [field]: Object.fromEntries(value === null ? others : [...others, [name, value]]) };
}

/** The call without an edit that was not taken: what else was said since stays. */
export function withoutEdit(call: Call, edit: Entry, before: Entry): Call {
  return entryOf(call, edit).value === edit.value ? withEntry(call, before) : call;
}
