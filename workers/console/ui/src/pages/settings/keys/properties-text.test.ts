import { describe, expect, it } from 'vitest';
import { readProperties } from './properties-text.ts';

describe('default properties as text', () => {
  it('are one name and value a line, and nothing where nothing stands', () => {
    expect(readProperties('team=search\n\n environment = production \nformula=a=b')).toEqual({
      team: 'search',
      environment: 'production',
      formula: 'a=b',
    });
    expect(readProperties(' \n')).toEqual({});
  });

  it.each(['team', '=search'])('are not understood as %j', (line) => {
    expect(() => readProperties(line)).toThrow('has no name and value');
  });
});
