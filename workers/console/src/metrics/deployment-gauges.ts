import { type OrganisationMetrics, schemaVersion } from '@tallystick/clickhouse';
import type { Probe } from '@tallystick/delivery';
import { type DeploymentState, oldestUnhandled } from '../health/deployment-state.ts';
import type { Gauge, Sample } from './exposition.ts';

/** How the deployment is: what /v1/health says, as numbers. */
export function deploymentGauges(state: DeploymentState): Gauge[] {
  const { clickhouse, d1, r2, queue, checkedAt } = state;
  const backlog = queue.reachable ? queue.found : undefined;
  const waiting = r2.reachable ? r2.found : undefined;
  const oldest = oldestUnhandled(state);
  return [
    {
      name: 'tallystick_dependency_up',
      help: 'Whether a part of the deployment answers (1) or not (0).',
      samples: Object.entries({ clickhouse, d1, r2, queue }).map(([dependency, probe]: [string, Probe<unknown>]) => ({
        labels: { dependency },
        value: probe.reachable ? 1 : 0,
      })),
    },
    gauge(
      'tallystick_schema_version',
      'Number of the last migration in ClickHouse.',
      clickhouse.reachable ? clickhouse.found.schema : null,
    ),
    gauge('tallystick_schema_version_expected', 'Number of the last migration that this version knows.', schemaVersion),
    gauge('tallystick_queue_backlog_messages', 'Messages that wait in the queues.', backlog?.messages),
    gauge('tallystick_queue_backlog_bytes', 'Bytes that wait in the queues.', backlog?.bytes),
    gauge(
      'tallystick_spilled_messages',
      'Messages that the queue refused, in R2; counting stops at 1000.',
      waiting?.spilled.count,
    ),
    gauge('tallystick_parked_batches', 'Batches parked in R2; counting stops at 1000.', waiting?.parked.count),
    gauge('tallystick_parked_messages', 'Messages in the batches that were counted.', waiting?.parked.messages),
    {
      name: 'tallystick_dead_letters',
      help: 'Messages that can never become a row, by why; counting stops at 1000 in all.',
      samples: Object.entries(waiting?.deadLetters.byCode ?? {}).map(([code, value]) => ({ labels: { code }, value })),
    },
    gauge(
      'tallystick_oldest_unhandled_seconds',
      'For how long the oldest message waits, queued, spilled or parked; 0 when none does.',
      queue.reachable && r2.reachable ? Math.max(0, checkedAt - (oldest ?? checkedAt)) / 1000 : null,
    ),
    gauge(
      'tallystick_last_row_timestamp_seconds',
      'When the latest stored call was made, in Unix time.',
      clickhouse.reachable && clickhouse.found.lastRow !== null ? clickhouse.found.lastRow / 1000 : null,
    ),
  ];
}

/** The calls of organisations, for the operator. */
export function organisationGauges(rows: readonly OrganisationMetrics[]): Gauge[] {
  const each = (value: (row: OrganisationMetrics) => number): Sample[] =>
    rows.map((row) => ({ labels: { organisation: row.organisation }, value: value(row) }));
  return [
    {
      name: 'tallystick_organisation_calls',
      help: 'Calls that ended in the window, of the organisations with the most.',
      samples: each(({ calls }) => calls),
    },
    {
      name: 'tallystick_organisation_failed_calls',
      help: 'Those of them that failed.',
      samples: each(({ failed }) => failed),
    },
  ];
}

/** A gauge without labels. */
export function gauge(name: string, help: string, value: number | null | undefined): Gauge {
  return { name, help, samples: [{ value: value ?? null }] };
}
