import { useParams } from '@tanstack/react-router';
import { BackBar } from '../../frame/back-bar.tsx';
import { RequestView } from './request-view.tsx';

/** A call as a page of its own. */
export function Request() {
  const { id } = useParams({ strict: false }) as { id: string };
  return (
    <>
      <BackBar to="/requests" name="Requests">
        <span className="truncate font-mono text-12 text-quiet max-sm:hidden">{id}</span>
      </BackBar>
      <RequestView id={id} />
    </>
  );
}
