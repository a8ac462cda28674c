import type { HealthAnswer } from '@tallystick/client';
import { Section } from '../../components/section.tsx';
import { duration } from '../../format/times.ts';
import { HealthMark } from '../../frame/trust-dot.tsx';
import { parts } from './verdict.ts';

/** What has to answer, and how fast it did. */
export function Parts({ health }: { health: HealthAnswer }) {
  const { schema, clickhouse } = health;
  return (
    <Section title="What has to answer">
      <ul className="text-13">
        {parts.map(([key, name]) => {
          const { reachable, latency_ms } = health[key];
          return (
            <li key={key} className="flex items-center gap-2.5 border-line border-b py-2">
              <HealthMark status={reachable ? 'ok' : 'down'} size={9} />
              <span className="flex-1">
                {name}
                {key === 'clickhouse' && clickhouse.version && (
                  <span className="ml-2 text-12 text-quiet">{clickhouse.version}</span>
                )}
              </span>
              <span className={reachable ? 'text-quiet' : 'text-bad'}>
                {reachable ? `answered in ${duration(latency_ms)}` : 'does not answer'}
              </span>
            </li>
          );
        })}
        <li className="flex items-center gap-2.5 py-2">
          <HealthMark status={schema.applied === schema.expected ? 'ok' : 'degraded'} size={9} />
          <span className="flex-1">Tables</span>
          <span className="text-quiet">
            {schema.applied === null ? 'not known' : `migration ${schema.applied} of ${schema.expected}`}
          </span>
        </li>
      </ul>
    </Section>
  );
}
