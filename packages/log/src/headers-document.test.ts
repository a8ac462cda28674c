import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { type HeaderDefinition, headerTable } from './headers.ts';

const path = new URL('../../../docs/headers.md', import.meta.url).pathname;

function table(heading: string, headers: readonly HeaderDefinition[]): string {
  const rows = headers.map(({ name, format, meaning }) => [
    `\`Tally-${name}${name.endsWith('-') ? '*' : ''}\``,
    format.replaceAll('|', '\\|'),
    meaning,
  ]);
  const lines = [['header', 'value', 'meaning'], ['---', '---', '---'], ...rows].map((row) => `| ${row.join(' | ')} |`);
  return `## ${heading}\n\n${lines.join('\n')}\n`;
}

it('docs/headers.md has every header, as the table defines it', async () => {
  const ours = headerTable.filter((header) => header.supported);
  const planned = headerTable.filter((header) => !header.supported);
  const tables = [
    table('Who, what and which', ours),
    table(
      'Not acted on yet: the call passes, with a warning',
      planned.filter((header) => header.effect !== 'guards'),
    ),
    table(
      'Not there yet: the call is refused, since it asks for protection',
      planned.filter((header) => header.effect === 'guards'),
    ),
  ].join('\n');
  const document = await readFile(path, 'utf8');
  const between = /(?<=<!-- tables -->\n).*(?=<!-- \/tables -->)/s;
  expect(document).toMatch(between);
  await expect(document.replace(between, () => `\n${tables}\n`)).toMatchFileSnapshot(path);
});
