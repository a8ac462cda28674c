import { FoldedText } from '../../../components/text/folded-text.tsx';
import { visible } from '../../../components/text/visible.ts';
import { Fact, Facts } from './facts.tsx';

/** Values of more than a line stand folded below the others. Characters. */
const line = 40;

export function Parameters({ parameters }: { parameters: readonly (readonly [string, string])[] }) {
  const short = parameters.filter(([, json]) => json.length <= line);
  return (
    <>
      {short.length > 0 && (
        <Facts>
          {short.map(([name, json]) => (
            <Fact key={name} name={visible(name)}>
              <span className="font-mono text-12">{visible(json)}</span>
            </Fact>
          ))}
        </Facts>
      )}
      {parameters
        .filter(([, json]) => json.length > line)
        .map(([name, json]) => (
          <details key={name} className="mt-1 text-13">
            <summary className="text-quiet">{visible(name)}</summary>
            <FoldedText text={json} most={2_000} code />
          </details>
        ))}
    </>
  );
}
