import type { RequestAnswer } from '@tallystick/client';
import { describe, expect, it } from 'vitest';
import { type Entry, entryOf, withEntry, withoutEdit } from './entry.ts';

const call = { scores: { good: 1 }, properties: { team: 'data' } } as unknown as RequestAnswer['request'];
const bad: Entry = { field: 'scores', name: 'good', value: 0 };
const stage: Entry = { field: 'scores', name: 'stage', value: 2 };
const noTeam: Entry = { field: 'properties', name: 'team', value: null };

describe('an edit that is not taken', () => {
  it('is undone without those that were made since', () => {
    const edited = [bad, stage, noTeam].reduce(withEntry, call);
    expect(edited).toEqual({ scores: { good: 0, stage: 2 }, properties: {} });
    expect(withoutEdit(edited, bad, entryOf(call, bad))).toEqual({ scores: { good: 1, stage: 2 }, properties: {} });
    expect(withoutEdit(edited, stage, entryOf(call, stage))).toEqual({ scores: { good: 0 }, properties: {} });
    expect(withoutEdit(edited, noTeam, entryOf(call, noTeam)).properties).toEqual({ team: 'data' });
  });

  it('gives way to a later one of the same name', () => {
    const later = withEntry(withEntry(call, bad), { ...bad, value: 0.5 });
    expect(withoutEdit(later, bad, entryOf(call, bad)).scores).toEqual({ good: 0.5 });
  });
});
