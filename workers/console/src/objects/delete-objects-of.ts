import { type DeadLetter, listDeadLetters, type Place } from '@tallystick/delivery';

/** Where an organisation's objects stand, each under `<day>/<organisation>/`. */
const folders = ['messages/', 'dead/'];

/** Deletes the bodies and dead letters that an organisation has in R2. @returns how many there were */
export async function deleteObjectsOf(objects: R2Bucket, organisation: string): Promise<number> {
  let deleted = 0;
  for (const folder of folders) {
    for (const day of await foldersIn(objects, folder)) {
      const prefix = `${day}${organisation}/`;
      // What is deleted is not listed again: the first page is always the next one.
      for (let page = await objects.list({ prefix }); page.objects.length > 0; page = await objects.list({ prefix })) {
        await objects.delete(page.objects.map(({ key }) => key));
        deleted += page.objects.length;
      }
    }
  }
  return deleted;
}

async function foldersIn(objects: R2Bucket, prefix: string): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await objects.list({ prefix, delimiter: '/', ...(cursor === undefined ? {} : { cursor }) });
    found.push(...page.delimitedPrefixes);
    cursor = page.truncated ? page.cursor : undefined;
  } while (cursor !== undefined);
  return found;
}

/** Which messages the dead letters of an organisation are, page by page, where they say it. */
export async function* deadPlacesOf(objects: R2Bucket, organisation: string): AsyncGenerator<(DeadLetter & Place)[]> {
  let cursor: string | undefined;
  do {
    const page = await listDeadLetters(objects, { organisation, ...(cursor === undefined ? {} : { cursor }) });
    yield page.letters.filter(isPlaced);
    cursor = page.cursor;
  } while (cursor !== undefined);
}

function isPlaced(letter: DeadLetter): letter is DeadLetter & Place {
  return letter.request_id !== undefined && letter.created_at !== undefined && letter.isolate_seq !== undefined;
}
