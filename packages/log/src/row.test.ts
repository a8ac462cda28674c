import { describe, expect, it } from 'vitest';
import { defaultPropertiesSchema } from './default-properties.ts';
import { clickhouseTime, requestRowSchema } from './row.ts';

describe('a stored row', () => {
  const cost = requestRowSchema.shape.cost_usd;
  const time = requestRowSchema.shape.created_at;

  it.each(['0', '0.000285', '-1.5', '999999.999999999999'])('may cost %s', (usd) => {
    expect(cost.parse(usd)).toBe(usd);
  });

  it.each(['', '1e-7', '.5', '1.', '0.0000000000001', '1000000', 'NaN', 0.5])('may not cost %j', (usd) => {
    expect(cost.safeParse(usd).success).toBe(false);
  });

  it('may have no known cost, and never one of undefined', () => {
    expect(cost.parse(null)).toBeNull();
    expect(cost.safeParse(undefined).success).toBe(false);
  });

  it('has its time as ClickHouse writes it, in UTC, to the millisecond', () => {
    expect(clickhouseTime(Date.UTC(2026, 10, 21, 7, 5, 9, 42))).toBe('2026-11-21 07:05:09.042');
    expect(time.safeParse(clickhouseTime(0)).success).toBe(true);
    expect(time.safeParse('2026-11-21T07:05:09.042Z').success).toBe(false);
  });
});

describe('the default properties of a key', () => {
  it('are what property headers could say', () => {
    const properties = { team: 'search', 'cost-centre': '', 'app.name_1': 'x'.repeat(1024) };
    expect(defaultPropertiesSchema.parse(properties)).toEqual(properties);
  });

  it.each([
    { Team: 'x' },
    { 'a b': 'x' },
    { '': 'x' },
    { é: 'x' },
    { ['x'.repeat(65)]: 'x' },
    { team: 'x'.repeat(1025) },
    { team: null },
    [],
  ])('cannot be other than that (%#)', (properties) => {
    expect(defaultPropertiesSchema.safeParse(properties).success).toBe(false);
  });

  it('cannot bring a prototype: that name is left out', () => {
    const properties = defaultPropertiesSchema.parse(JSON.parse('{"__proto__":"x","team":"y"}'));
    expect([Object.getPrototypeOf(properties), properties]).toEqual([Object.prototype, { team: 'y' }]);
  });
});
