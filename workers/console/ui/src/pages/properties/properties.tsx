import { PageBar } from '../../frame/page-bar.tsx';

export function Properties() {
  return <PageBar title="Properties" />;
}
