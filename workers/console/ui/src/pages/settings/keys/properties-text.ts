/**
 * Properties as people write them, one `name=value` a line.
 *
 * @throws Error that says which line is none
 */
export function readProperties(text: string): Record<string, string> {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return Object.fromEntries(
    lines.map((line) => {
      const at = line.indexOf('=');
      if (at < 1) throw new Error(`“${line}” has no name and value: write team=search`);
      return [line.slice(0, at).trim(), line.slice(at + 1).trim()];
    }),
  );
}
