/** A number, and what it is of. A sample whose value is unknown is left out. */
export interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number | null;
}

/** A metric that may go up and down. Decision 0601 says why there is no other kind here. */
export interface Gauge {
  name: string;
  help: string;
  samples: readonly Sample[];
}

export const contentType = 'text/plain; version=0.0.4; charset=utf-8';

/** Prometheus's text format, https://prometheus.io/docs/instrumenting/exposition_formats/. Metrics without samples are left out. */
export function exposition(gauges: readonly Gauge[]): string {
  const lines: string[] = [];
  for (const { name, help, samples } of gauges) {
    const known = samples.filter(({ value }) => value !== null && Number.isFinite(value));
    if (known.length === 0) continue;
    lines.push(`# HELP ${name} ${help}`, `# TYPE ${name} gauge`);
    for (const { labels = {}, value } of known) lines.push(`${name}${labelSet(labels)} ${value}`);
  }
  return `${lines.join('\n')}\n`;
}

function labelSet(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

/** A name of a model may hold anything that fits into JSON; a line of its own must not be made of it. */
function escaped(value: string): string {
  return value.toWellFormed().replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
