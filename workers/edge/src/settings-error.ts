/** Raised for a variable that does not make sense. The message names it and repeats no value, which may be secret. */
export class SettingsError extends Error {
  readonly code = 'invalid_settings';
  override name = 'SettingsError';
}
