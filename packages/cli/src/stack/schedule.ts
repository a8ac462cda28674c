/** What runs on a schedule. */
interface Scheduled {
  scheduled(options: { cron: string }): Promise<unknown>;
}

/** The crons of the consumer's wrangler.toml, with how often they run here. ms */
const crons = [
  { cron: '* * * * *', every: 60_000 },
  { cron: '17 3 * * *', every: 86_400_000 },
];

/** Both run soon after the start too: a machine that sleeps at night has no 3:17. ms */
const first = 5_000;

/** Runs the consumer's schedules, since Miniflare runs none by itself. @returns what ends them */
export function runSchedules(consumer: Scheduled): () => void {
  let ended = false;
  const run = async (cron: string) => {
    try {
      await consumer.scheduled({ cron });
    } catch (error) {
      // What was under way when everything ended is of no interest.
      if (!ended) console.error('the schedule failed:', error);
    }
  };
  const timers = crons.flatMap(({ cron, every }) => [
    setTimeout(() => run(cron), first),
    setInterval(() => run(cron), every),
  ]);
  return () => {
    ended = true;
    for (const timer of timers) clearTimeout(timer);
  };
}
