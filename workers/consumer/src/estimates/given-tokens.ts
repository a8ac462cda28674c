import { JsonText } from '@tallystick/providers/json-text';

/** What completions and embeddings call what is given to them. */
const prompts = ['prompt', 'input'];

/**
 * How many tokens each list of tokens is that a request gives in place of a text, by its JSON pointer. All of them in one pass: a request may
 * have thousands, and to look each up by its pointer would take a pass for each.
 * https://developers.openai.com/api/reference/resources/embeddings/methods/create
 */
export function givenTokens(request: string): ReadonlyMap<string, number> {
  const body = JsonText.read(request, { body: 'request', warnings: new Set() });
  const lists = prompts.map((name) => body.get(name)).flatMap((prompt) => [prompt, ...prompt.items()]);
  return new Map(lists.filter(({ isList }) => isList).map((list) => [list.pointer, entriesOf(list.source)]));
}

/** How many numbers the text of a list has, without a copy of each. */
function entriesOf(list: string): number {
  let entries = 1;
  for (let at = list.indexOf(','); at >= 0; at = list.indexOf(',', at + 1)) entries++;
  return entries;
}
