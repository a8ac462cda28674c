/** What a list is sorted by. */
export interface Sort<Field extends string = string> {
  field: Field;
  direction: 'asc' | 'desc';
}

/** `FIELD`, or `FIELD.asc` */
export function printSort({ field, direction }: Sort): string {
  return direction === 'asc' ? `${field}.asc` : field;
}

export function readSort<Field extends string>(
  text: string | undefined,
  fields: readonly Field[],
): Sort<Field> | undefined {
  const direction = text?.endsWith('.asc') ? 'asc' : 'desc';
  const field = fields.find((name) => printSort({ field: name, direction }) === text);
  return field === undefined ? undefined : { field, direction };
}
