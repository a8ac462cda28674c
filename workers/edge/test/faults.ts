/** What happens to a batch of several messages when it is first sent: the queue hangs, or the platform ends the invocation. */
type BatchFault = 'hangs with batches' | 'dies with batches';

/** Which of the edge's services fail, and how: what `faulty-edge.ts` reads. */
export interface Faults {
  queue?: 'throws' | 'hangs' | 'dies' | BatchFault;
  /** How many sends fail before the queue takes them; all by default. */
  queueFaults?: number;
  objects?: 'throws' | 'hangs';
  database?: 'throws';
  /** The client has left when its call is to be passed on. */
  client?: 'has left';
  /** After the first look at it in a call. */
  clock?: 'is set back';
}
