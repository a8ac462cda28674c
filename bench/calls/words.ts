const syllables =
  'ta lo mi re ka su ne vo di pa ru che li no sa be go fi ma tor ven dal kin pel ros tan mur gel bin cos'.split(' ');

/**
 * Words that differ, short ones first: what stands in generated bodies, the word at rank r about r times as seldom as the first.
 *
 * @param count at most 30² + 30³
 */
export function vocabulary(count: number): string[] {
  const words: string[] = [];
  for (let length = 2; words.length < count; length++) {
    const last = Math.min(count - words.length, syllables.length ** length);
    // A step that shares no factor with the number of words walks through all of them, in no order that shows.
    for (let i = 0; i < last; i++) words.push(spell((i * 7_919) % syllables.length ** length, length));
  }
  return words;
}

function spell(number: number, length: number): string {
  let word = '';
  for (let i = 0, rest = number; i < length; i++, rest = Math.floor(rest / syllables.length)) {
    word += syllables[rest % syllables.length];
  }
  return word;
}
