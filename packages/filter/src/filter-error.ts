/** A filter that cannot be understood. The message names the part and says what it takes. */
export class FilterError extends Error {
  override name = 'FilterError';
  readonly code = 'bad_filter';
  /** Which part: a path such as `and[2].value` into a filter as JSON, `character 17` of one as a line, '' for the whole. */
  readonly at: string;

  constructor(at: string, message: string) {
    super(at === '' ? message : `${at}: ${message}`);
    this.at = at;
  }
}
