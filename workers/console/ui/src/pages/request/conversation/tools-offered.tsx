import type { ToolDefinition } from '@tallystick/providers/conversation';
import { FoldedText } from '../../../components/text/folded-text.tsx';
import { visible } from '../../../components/text/visible.ts';

/** The tools that the model was offered: their names, and at a wish what they take. */
export function ToolsOffered({ tools }: { tools: readonly ToolDefinition[] }) {
  return (
    <details className="mb-2 text-13 text-quiet">
      <summary className="text-12">
        {tools.length === 1 ? '1 tool offered' : `${tools.length} tools offered`}:{' '}
        <span className="font-mono">{visible(namesOf(tools))}</span>
      </summary>
      <ul className="mt-1 space-y-2 border-line border-l-2 pl-3">
        {tools.map(({ name, type, description, parameters }, i) => (
          <li key={i}>
            <details>
              <summary>
                <span className="font-mono text-ink">{visible(name)}</span> {type !== 'function' && visible(type)}
              </summary>
              {description !== undefined && <FoldedText text={description} most={600} />}
              {parameters !== undefined && <FoldedText text={parameters} most={2_000} code />}
            </details>
          </li>
        ))}
      </ul>
    </details>
  );
}

function namesOf(tools: readonly ToolDefinition[]): string {
  const names = tools.slice(0, 6).map(({ name }) => name.slice(0, 60));
  return `${names.join(', ')}${tools.length > names.length ? ', …' : ''}`;
}
