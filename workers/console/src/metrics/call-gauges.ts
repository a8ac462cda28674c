import { type CallMetrics, latencyQuantiles } from '@tallystick/clickhouse';
import type { Gauge, Sample } from './exposition.ts';

/** An organisation's calls in the window, by provider and model. */
export function callGauges(rows: readonly CallMetrics[]): Gauge[] {
  const each = (value: (row: CallMetrics) => number | null) =>
    rows.map((row) => ({ labels: labelsOf(row), value: value(row) }));
  return [
    {
      name: 'tallystick_calls',
      help: 'Calls that ended in the window, by the class of their final status; none where no answer came.',
      samples: rows.flatMap((row) =>
        Object.entries(row.calls).map(([status_class, value]) => ({
          labels: { ...labelsOf(row), status_class },
          value,
        })),
      ),
    },
    {
      name: 'tallystick_failed_calls',
      help: 'Calls that ended in the window with a status from 400, without an answer, or with one that broke off.',
      samples: each(({ failed }) => failed),
    },
    {
      name: 'tallystick_tokens',
      help: 'Tokens of the window: prompt and completion, and the parts of them that were cached or reasoning. Unknown ones are not in it.',
      samples: rows.flatMap((row) => tokenSamples(row)),
    },
    {
      name: 'tallystick_cost_usd',
      help: 'Cost of the window in USD, of the attempts whose cost is known.',
      samples: each(({ cost_usd }) => cost_usd),
    },
    {
      name: 'tallystick_cost_unknown_calls',
      help: 'Attempts in the window whose cost is unknown, and so not in tallystick_cost_usd.',
      samples: each(({ cost_unknown }) => cost_unknown),
    },
    {
      name: 'tallystick_latency_seconds',
      help: 'Time from the call to the end of its answer, by quantile over the window.',
      samples: rows.flatMap((row) => quantileSamples(row, row.latency_ms)),
    },
    {
      name: 'tallystick_ttft_seconds',
      help: 'Time from the call to the first byte of its answer, by quantile over the window.',
      samples: rows.flatMap((row) => quantileSamples(row, row.ttft_ms)),
    },
  ];
}

function labelsOf({ provider, model }: CallMetrics) {
  return { provider, model };
}

function tokenSamples(row: CallMetrics): Sample[] {
  return Object.entries({
    prompt: row.prompt_tokens,
    completion: row.completion_tokens,
    cache_read: row.cache_read_tokens,
    cache_write: row.cache_write_tokens,
    reasoning: row.reasoning_tokens,
  }).map(([type, value]) => ({ labels: { ...labelsOf(row), type }, value }));
}

function quantileSamples(row: CallMetrics, milliseconds: readonly (number | null)[]): Sample[] {
  return latencyQuantiles.map((quantile, index) => {
    const value = milliseconds[index] ?? null;
    return { labels: { ...labelsOf(row), quantile: String(quantile) }, value: value === null ? null : value / 1000 };
  });
}
