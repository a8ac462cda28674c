import { describe, expect, it } from 'vitest';
import { withCondition } from './search.ts';

describe('a filter with a condition more', () => {
  it('asks for both', () => {
    expect(withCondition('', 'model:b')).toBe('model:b');
    expect(withCondition('"refund" model:a', 'status:200')).toBe('"refund" model:a status:200');
  });

  it('does not repeat what all its calls meet already', () => {
    expect(withCondition('model:b status:200', 'model:b')).toBe('model:b status:200');
    expect(withCondition('(model:a OR model:b) status:200', 'model:a OR model:b')).toBe(
      '(model:a OR model:b) status:200',
    );
  });

  it('narrows alternatives as a whole, one of them as well, however they are written', () => {
    expect(withCondition('model:a OR model:b', 'model:b')).toBe('(model:a OR model:b) model:b');
    expect(withCondition('(model:a)OR(model:b)', 'status:200')).toBe('(model:a OR model:b) status:200');
    expect(withCondition('"x"OR"y"', 'status:200')).toBe('("x" OR "y") status:200');
    expect(withCondition('status:200', 'model:a OR model:b')).toBe('status:200 (model:a OR model:b)');
  });

  it('adds what is left out so far, and what stands in text only', () => {
    expect(withCondition('NOT model:a', 'model:a')).toBe('-model:a model:a');
    expect(withCondition('"say model:a now"', 'model:a')).toBe('"say model:a now" model:a');
  });

  it('does not drop a filter that does not read', () => {
    expect(withCondition('nonsense:x', 'model:a')).toBe('nonsense:x model:a');
  });
});
