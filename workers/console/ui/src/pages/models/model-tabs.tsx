import { Tabs } from '../../components/tabs.tsx';

const tabs = [
  { tab: undefined, name: 'Models' },
  { tab: 'prompts', name: 'Prompts' },
];

/** Above both lists. */
export function ModelTabs() {
  return <Tabs label="Lists" tabs={tabs} leaves={['sort', 'find', 'model', 'prompt']} />;
}
