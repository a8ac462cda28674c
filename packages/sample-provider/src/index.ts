export type { RecordedCall, RecordedOutcome } from './record.ts';
export type { Reply } from './reply.ts';
export { type SampleProvider, type SampleProviderOptions, startSampleProvider } from './server.ts';
export { attachmentTokens, countTokens } from './tokens.ts';
