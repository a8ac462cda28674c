import { PageBar } from '../../frame/page-bar.tsx';

export function Trust() {
  return <PageBar title="Trust" />;
}
