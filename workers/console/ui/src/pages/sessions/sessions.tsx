import { PageBar } from '../../frame/page-bar.tsx';

export function Sessions() {
  return <PageBar title="Sessions" />;
}
