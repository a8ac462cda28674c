import { useSearch } from '@tanstack/react-router';
import type { Search } from '../../search.ts';
import { ModelList } from './model-list.tsx';
import { PromptList } from './prompt-list.tsx';

/** What answers, and the prompts that it is asked with. */
export function Models() {
  const { tab } = useSearch({ strict: false }) as Search;
  return tab === 'prompts' ? <PromptList /> : <ModelList />;
}
