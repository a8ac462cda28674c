import { PageBar } from '../../frame/page-bar.tsx';

export function Models() {
  return <PageBar title="Models" />;
}
