import { PageBar } from '../../frame/page-bar.tsx';

export function Compare() {
  return <PageBar title="Compare" />;
}
