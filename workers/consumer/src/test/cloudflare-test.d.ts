/// <reference types="@cloudflare/vitest-plugin/types" />

declare module '*?raw' {
  const text: string;
  export default text;
}

interface ImportMeta {
  /** Vite's: the modules that match, by path, none loaded. */
  glob(pattern: string): Record<string, () => Promise<unknown>>;
}
