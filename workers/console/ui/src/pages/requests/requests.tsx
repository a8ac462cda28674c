import { PageBar } from '../../frame/page-bar.tsx';

export function Requests() {
  return <PageBar title="Requests" />;
}
