export { type LoggedCall, type Service, services } from './call.ts';
export { type HistoryCall, type HistoryOptions, history } from './history.ts';
export { type Incidents, incidentsOf, isWithin, type Span } from './incidents.ts';
