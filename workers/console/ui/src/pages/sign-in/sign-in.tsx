import { PageBar } from '../../frame/page-bar.tsx';

export function SignIn() {
  return <PageBar title="SignIn" />;
}
