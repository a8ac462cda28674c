import type { StoredBodies } from '@tallystick/providers/conversation';
import { createContext } from 'react';
import type { Pairs } from './pair-tools.ts';

/** What parts of a conversation need beside themselves. */
export interface ConversationContext extends Pairs {
  /** What blobs refer into. */
  bodies: StoredBodies;
}

export const Conversing = createContext<ConversationContext>({
  bodies: { request_body: '', request_encoding: 'utf8', response_body: '', response_encoding: 'utf8' },
  resultOf: new Map(),
  paired: new Set(),
});
