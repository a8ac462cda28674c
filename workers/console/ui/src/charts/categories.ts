/** Hues of `styles.css`. */
const hues = 8;
const stored = 'categories';

/** Which hue a name has, so that a model keeps its own across pages and visits: names take the next free one when they are first shown. */
let known: Map<string, number> | undefined;

function placeOf(name: string): number {
  known ??= read();
  const place = known.get(name) ?? known.size % hues;
  if (!known.has(name)) {
    known.set(name, place);
    localStorage.setItem(stored, JSON.stringify([...known]));
  }
  return place;
}

/**
 * The colours of names that stand together: each has its own, unless one before it has the same hue; then the next that is free. More
 * than there are hues begin again.
 */
export function coloursOf(names: readonly string[]): string[] {
  const taken = new Set<number>();
  return names.map((name) => {
    const own = placeOf(name);
    const free = Array.from({ length: hues }, (_, i) => (own + i) % hues).find((place) => !taken.has(place)) ?? own;
    taken.add(free);
    return `category-${free + 1}`;
  });
}

function read(): Map<string, number> {
  try {
    return new Map(JSON.parse(localStorage.getItem(stored) ?? '[]') as [string, number][]);
  } catch {
    return new Map();
  }
}
