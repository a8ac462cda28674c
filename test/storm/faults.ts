/**
 * How a service fails: at once; not answering while the fault lasts, and then doing what was asked, late; or doing it and
 * failing then, so that who asked is wrong about it.
 */
export type ServiceFault = 'fails' | 'hangs' | 'fails after the deed';

/** How the delivery of batches goes wrong: the consumer dies in the middle of one, or a batch comes twice. */
type DeliveryFault = 'dies' | 'comes twice';

/** What is wrong around one Worker now. */
export interface WorkerFaults {
  queue?: ServiceFault;
  objects?: ServiceFault;
  database?: ServiceFault;
  delivery?: DeliveryFault;
  /** A run of the schedule dies soon after it has begun. */
  schedule?: 'dies';
}

/** What a Worker's surroundings have counted since it started. */
export interface WorkerCounts {
  /** Work that goes on after an answer. */
  unfinished: number;
  /** Messages that the queues hold and may deliver. */
  backlog: number;
  /** Messages that were delivered and have not been acknowledged. */
  outstanding: number;
  /** How often something failed, by what and how. */
  faults: Record<string, number>;
  /** Objects written, by the first part of their key. */
  written: Record<string, number>;
  /** Messages delivered, by queue. */
  delivered: Record<string, number>;
}

/** The path, at a faulty Worker, under which its faults are set (PUT) and both Workers tell their counts (GET). */
export const faultsPath = '/storm/faults';

/** A call with this header kills whoever handles its message. */
export const killerProperty = 'storm-killer';
