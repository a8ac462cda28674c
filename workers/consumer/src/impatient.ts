import { within } from '@tallystick/delivery';

/**
 * A binding whose calls fail when they have given nothing after a while: a service that hangs is then one that is away, and holds up nobody
 * until the platform ends the invocation. For bindings all of whose methods give promises.
 *
 * @param milliseconds how long each call is waited for
 */
export function impatient<Binding extends object>(binding: Binding, milliseconds: number): Binding {
  return new Proxy(binding, {
    get(target, name) {
      const method: unknown = Reflect.get(target, name, target);
      if (typeof method !== 'function') return method;
      return (...given: unknown[]) => within(milliseconds, Reflect.apply(method, target, given) as Promise<unknown>);
    },
  });
}
