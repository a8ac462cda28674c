/** Hues of `styles.css`. */
const hues = 8;
const stored = 'categories';

/** Which hue a name has, so that a model keeps its own across pages and visits: names take the next free one when they are first shown. */
let known: Record<string, number> | undefined;

/** The CSS variable of a name's colour. */
export function categoryOf(name: string): string {
  known ??= read();
  let place = known[name];
  if (place === undefined) {
    place = Object.keys(known).length % hues;
    known[name] = place;
    localStorage.setItem(stored, JSON.stringify(known));
  }
  return `category-${place + 1}`;
}

function read(): Record<string, number> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(stored) ?? '{}');
    return typeof value === 'object' && value !== null ? { ...(value as Record<string, number>) } : {};
  } catch {
    return {};
  }
}
