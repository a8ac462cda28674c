/**
 * The line of a shell that sets the price of a model whose calls have tokens and no cost; undefined where a price is not what lacks, such
 * as for a tier of unknown price. Whoever called a model named it: nothing of the name can become a command, and one that a terminal would act on
 * has no line.
 *
 * @param of.reasons why the cost is not known, as the calls' warnings have it
 */
export function setPriceLine(of: { provider: string; model: string; reasons: readonly string[] }): string | undefined {
  const name = `${of.provider}/${of.model}`;
  const lacksPrice = of.reasons.length === 0 || of.reasons.some((reason) => reason.includes('no price for'));
  if (!lacksPrice || /\p{Cc}/u.test(name)) return undefined;
  const word = /^[\w./:@-]+$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;
  return `npx pnpm@12 tally prices set ${word} --input … --output …`;
}
