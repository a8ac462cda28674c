import { expect, test } from 'vitest';
import { parseMigration, splitStatements } from './migration-files.ts';

test('a semicolon ends a statement, but not in strings, quoted names or comments', () => {
  const text = `-- first; not yet
    CREATE TABLE a (\`x;y\` String DEFAULT 'it''s; \\'fine\\';') /* ; */ ENGINE = Memory;
    INSERT INTO a VALUES ("b;c") -- the end;
    ; -- only a comment;
    `;
  expect(splitStatements(text)).toEqual([
    `-- first; not yet
    CREATE TABLE a (\`x;y\` String DEFAULT 'it''s; \\'fine\\';') /* ; */ ENGINE = Memory`,
    'INSERT INTO a VALUES ("b;c") -- the end;',
  ]);
});

test('line ends do not change a checksum, anything else does', async () => {
  const one = await parseMigration('0001_create_a.sql', 'SELECT 1;\nSELECT 2;\n');
  expect((await parseMigration('0001_create_a.sql', 'SELECT 1;\r\nSELECT 2;\r\n')).checksum).toBe(one.checksum);
  expect((await parseMigration('0001_create_a.sql', 'SELECT 1;\nSELECT 3;\n')).checksum).not.toBe(one.checksum);
});

test.each(['1_create_a.sql', '0001_create.sql', '0001-create-a.sql', '0001_Create_A.sql'])(
  '%s is no name',
  async (name) => {
    await expect(parseMigration(name, '')).rejects.toThrow(RangeError);
  },
);
