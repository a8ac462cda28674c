/** Which of the edge's services fail, and how: what `faulty-edge.ts` reads. */
export interface Faults {
  queue?: 'throws' | 'hangs';
  /** How many sends fail before the queue takes them; all by default. */
  queueFaults?: number;
  objects?: 'throws';
  database?: 'throws';
}
