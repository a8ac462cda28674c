import { faultsPath, type ServiceFault, type WorkerCounts, type WorkerFaults } from '../faults.ts';

/** The services that a Worker is given, and what goes wrong with them. One per isolate. */
export const faults: WorkerFaults = {};
export const counts: WorkerCounts = {
  unfinished: 0,
  backlog: 0,
  outstanding: 0,
  faults: {},
  written: {},
  delivered: {},
};

type Service = 'queue' | 'objects' | 'database';

/** Between two looks at whether a hanging service answers again. ms */
const pause = 50;

/** Answers whoever steers the storm; undefined for any other request. @param queues those that the Worker can see into */
export async function steered(request: Request, queues: readonly Queue[]): Promise<Response | undefined> {
  if (new URL(request.url).pathname !== faultsPath) return undefined;
  if (request.method === 'PUT') {
    const next = await request.json<WorkerFaults>();
    for (const name of ['queue', 'objects', 'database', 'delivery', 'schedule'] as const) delete faults[name];
    Object.assign(faults, next);
  }
  const metrics = await Promise.all(queues.map((queue) => queue.metrics()));
  counts.backlog = metrics.reduce((sum, { backlogCount }) => sum + backlogCount, 0);
  return Response.json(counts);
}

/** Counts what goes on after a request, so that the storm knows when a Worker is at rest. */
export function counted(context: ExecutionContext): ExecutionContext {
  return new Proxy(context, {
    get: (target, name) => {
      if (name !== 'waitUntil') return bound(target, name);
      return (work: Promise<unknown>) => {
        counts.unfinished += 1;
        const done = () => {
          counts.unfinished -= 1;
        };
        work.then(done, done);
        target.waitUntil(work);
      };
    },
  });
}

/** A service all of whose methods fail as the faults of the moment say. */
export function faulty<T extends object>(target: T, service: Service): T {
  return new Proxy(target, {
    get: (_, name) => {
      const method = bound(target, name);
      if (typeof method !== 'function') return method;
      return (...values: unknown[]) => suffer(service, String(name), () => method(...values));
    },
  });
}

/**
 * What an interrupted replay has noted is taken for its work of this moment for five minutes. In the storm minutes are seconds: what is
 * older than the second, is told to be older by the first. ms
 */
const minutes = 300_000;
const seconds = 5_000;

/** The bucket, faulty, and what is written into it counted. */
export function faultyObjects(objects: R2Bucket): R2Bucket {
  const stormy: Pick<R2Bucket, 'put' | 'list'> = {
    put: async (key: string, ...rest: [value: string, options?: R2PutOptions]) => {
      const written = await objects.put(key, ...rest);
      count(counts.written, key.split('/')[0] ?? '');
      return written;
    },
    list: async (options) => {
      const listed = await objects.list(options);
      return options?.prefix === 'replaying/' ? { ...listed, objects: listed.objects.map(aged) } : listed;
    },
  };
  return faulty(new Proxy(objects, { get: (_, name) => Reflect.get(stormy, name) ?? bound(objects, name) }), 'objects');
}

function aged(object: R2Object): R2Object {
  if (Date.now() - object.uploaded.getTime() < seconds) return object;
  const uploaded = new Date(object.uploaded.getTime() - minutes);
  return new Proxy(object, { get: (_, name) => (name === 'uploaded' ? uploaded : bound(object, name)) });
}

/** The database: statements are made at once and fail when they are run. */
export function faultyDatabase(database: D1Database): D1Database {
  const statement = (prepared: D1PreparedStatement): D1PreparedStatement =>
    new Proxy(faulty(prepared, 'database'), {
      get: (failing, name) =>
        name === 'bind' ? (...values: unknown[]) => statement(prepared.bind(...values)) : Reflect.get(failing, name),
    });
  return new Proxy(database, {
    get: (_, name) =>
      name === 'prepare' ? (query: string) => statement(database.prepare(query)) : bound(database, name),
  });
}

export function count(into: Record<string, number>, name: string): void {
  into[name] = (into[name] ?? 0) + 1;
}

async function suffer<T>(service: Service, method: string, deed: () => T): Promise<T> {
  const fault: ServiceFault | undefined = faults[service];
  if (fault === undefined) return await deed();
  count(counts.faults, `${service}.${method} ${fault}`);
  if (fault === 'hangs') {
    while (faults[service] === fault) await scheduler.wait(pause);
    return await deed();
  }
  if (fault === 'fails after the deed') await deed();
  throw new Error(`${service}.${method} fails in the storm`);
}

/** A property of a native object; its methods work on nothing else. */
function bound(target: object, name: string | symbol): unknown {
  const value: unknown = Reflect.get(target, name);
  return typeof value === 'function' ? value.bind(target) : value;
}
