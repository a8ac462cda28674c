import { PageBar } from '../../frame/page-bar.tsx';

export function Overview() {
  return <PageBar title="Overview" />;
}
