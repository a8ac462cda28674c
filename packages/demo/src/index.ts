export { type LoggedCall, type Service, services } from './call.ts';
export type { Session, Step } from './feature.ts';
export { type HistoryCall, type HistoryOptions, history, liveSession } from './history.ts';
export { type Incidents, incidentsOf, isWithin, type Span } from './incidents.ts';
export type { Located } from './people.ts';
