/** The family of wire formats that a provider speaks: its error shape, and which paths mean what. */
export type Wire = 'openai' | 'anthropic' | 'google' | 'mistral' | 'cohere' | 'bedrock';

/** What the edge must know of a provider. Nothing here may import a parser: this is part of the edge's bundle. */
export interface Provider {
  /** The path segment, the host label and the stored `provider`. */
  slug: string;
  /** Where calls go: an origin, optionally with a base path, without a final slash. */
  origin: string;
  wire: Wire;
  /** Other host labels that mean this provider, such as Helicone's. */
  labels: readonly string[];
}
