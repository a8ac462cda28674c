import { PageBar } from '../../frame/page-bar.tsx';

export function Settings() {
  return <PageBar title="Settings" />;
}
