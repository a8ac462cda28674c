interface ImportMeta {
  /** Vite's: the modules that match, by path, none loaded. */
  glob(pattern: string): Record<string, () => Promise<unknown>>;
}
