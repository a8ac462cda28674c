export * from './captured-body.ts';
export { parseObject } from './fields.ts';
export * from './formats.ts';
export * from './read-call.ts';
export * from './read-conversation.ts';
export * from './registry.ts';
export * from './wire-format.ts';
