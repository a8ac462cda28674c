import { Empty } from './states.tsx';

/** What an organisation sees before its first call. */
export function FirstCall() {
  return <Empty>No call has been logged yet. Send one through your edge, and it appears here.</Empty>;
}
