import { everything } from '@tallystick/filter';
import { expect, it } from 'vitest';
import { type MetricsQuestion, planMetrics } from './metrics-question.ts';
import { Parameters } from './parameters.ts';

const from = Date.UTC(2026, 10, 1, 4);
const to = Date.UTC(2026, 10, 4, 5);

it.each<[string, Partial<MetricsQuestion>, string]>([
  [
    'ten years by the minute',
    { from: Date.UTC(2020, 0), to: Date.UTC(2030, 0), groupings: [{ by: 'time', bucket: '1m' }] },
    'groupings[0].bucket: 5260320 buckets of 1m are more than the 10000 rows of an answer: take a bucket of 1d, 1w, 1M, or a shorter time',
  ],
  [
    'too many groups by time',
    { groupings: [{ by: 'model' }, { by: 'time', bucket: '15m' }], top: 50 },
    'groupings[1].bucket: 292 buckets of 15m for each of 51 groups',
  ],
  [
    'a bucket that is none',
    { groupings: [{ by: 'time', bucket: '2h' as '1h' }] },
    'groupings[0].bucket: takes one of 1m, 5m, 15m',
  ],
  [
    'time twice',
    {
      groupings: [
        { by: 'time', bucket: '1d' },
        { by: 'time', bucket: '1h' },
      ],
    },
    'groupings[1].by: time is there already',
  ],
  ['a field twice', { groupings: [{ by: 'user' }, { by: 'user_id' }] }, 'groupings[1].by: user_id is there already'],
  [
    'a field that is none',
    { groupings: [{ by: 'modle' }] },
    'groupings[0].by: there is no field "modle": takes time, or',
  ],
  ['a moment', { groupings: [{ by: 'created_at' }] }, 'groupings[0].by: group by time, with a bucket'],
  [
    'an id',
    { groupings: [{ by: 'id' }] },
    'groupings[0].by: calls cannot be grouped by request_id: nearly every call has its own',
  ],
  [
    'an id that is text',
    { groupings: [{ by: 'response_id' }] },
    'groupings[0].by: calls cannot be grouped by response_id: nearly every call has its own',
  ],
  [
    'a list',
    { groupings: [{ by: 'warnings' }] },
    'groupings[0].by: calls cannot be grouped by warnings: a call may have several',
  ],
  [
    'a measure',
    { groupings: [{ by: 'latency' }] },
    'groupings[0].by: calls cannot be grouped by latency_ms: it has too many values',
  ],
  [
    'five groupings',
    { groupings: ['model', 'user', 'status', 'country', 'path'].map((by) => ({ by })) },
    'groupings: takes up to 4',
  ],
  ['no measure', { measures: [] }, 'measures: takes 1 to'],
  [
    'a measure that is none',
    { measures: ['requests', 'constructor'] },
    'measures[1]: there is no measure "constructor": the measures are requests, errors',
  ],
  [
    'a statistic that is none',
    { measures: ['scores.quality.median'] },
    'measures[0]: there is no measure "scores.quality.median"',
  ],
  ['a rank that is none', { rankBy: 'speed' }, 'rank_by: there is no measure "speed"'],
  ['a zone that is none', { timeZone: 'Mars/Olympus' }, 'time_zone: takes the IANA name'],
  ['no groups', { top: 0 }, 'top: takes a whole number from 1 to 1000'],
  ['no time', { to: from }, 'to: must be later than from'],
  ['a time that is none', { from: Number.NaN }, 'from: takes a time in whole Unix milliseconds'],
  ['a time beyond all', { to: 1e16 }, 'to: takes a time in whole Unix milliseconds'],
])('a metrics question is refused with %s', (_, question, message) => {
  const asked = { from, to, filter: everything, measures: ['requests'], ...question };
  expect(() => planMetrics(asked, new Parameters())).toThrow(
    expect.objectContaining({ code: 'bad_question', message: expect.stringContaining(message) }),
  );
});
