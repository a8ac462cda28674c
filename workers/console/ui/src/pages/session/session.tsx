import { PageBar } from '../../frame/page-bar.tsx';

export function Session() {
  return <PageBar title="Session" />;
}
