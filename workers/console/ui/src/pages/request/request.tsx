import { PageBar } from '../../frame/page-bar.tsx';

export function Request() {
  return <PageBar title="Request" />;
}
