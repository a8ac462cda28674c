/** ⌘K: go anywhere. */
export function Palette() {
  return null;
}
