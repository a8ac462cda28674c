import { PageBar } from '../../frame/page-bar.tsx';

export function Users() {
  return <PageBar title="Users" />;
}
