import { type Frame, messageKey, packFrame } from '@tallystick/log';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { bindings, deliver, pointerTo, prepare, requestsOf, storedBodiesOf } from './test/deliver.ts';
import { frameOf } from './test/frames.ts';

let organisations: string[];

beforeAll(async () => {
  organisations = [(await prepare('once')).organisation, (await prepare('shuffled')).organisation];
});

/** Calls of every kind: small and large, inline and in R2, complete and not, with and without bodies to omit. */
const anyCall = fc.record({
  size: fc.constantFrom(1, 1000, 60_000, 700_000),
  /** In R2: there from the beginning, or only when the message comes for the last time. */
  pointer: fc.constantFrom('no', 'early', 'late'),
  omit: fc.boolean(),
  status: fc.constantFrom(200, 429),
  ownId: fc.option(fc.uuid(), { nil: undefined }),
});

it('makes the same table of messages however they are duplicated, shuffled and regrouped', async () => {
  const created = Date.now() - 60_000;
  let call = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyCall, { minLength: 1, maxLength: 6 }),
      fc.array(fc.nat(5), { maxLength: 12 }),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 20 }),
      async (kinds, repeats, groupSizes) => {
        const [once = '', shuffled = ''] = organisations;
        const expected: Frame[] = [];
        const messages: Uint8Array[] = [];
        const lateObjects = new Map<number, Frame>();
        for (const { size, pointer, omit, status, ownId } of kinds) {
          const created_at = created + ++call;
          const request = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'é'.repeat(size) }] };
          const named = ownId === undefined ? {} : { request_id: ownId };
          const parts = { request, requestBody: { omit }, call: { created_at, status, ...named } };
          const first = frameOf(once, parts);
          const { isolate_seq, request_id, call_id } = first.call;
          const second = frameOf(shuffled, { ...parts, call: { ...parts.call, isolate_seq, request_id, call_id } });
          await deliver([pointer === 'no' ? await packFrame(first) : await pointerTo(first)]);
          messages.push(pointer === 'no' ? await packFrame(second) : await pointerTo(second));
          if (pointer === 'late') {
            lateObjects.set(messages.length - 1, second);
            await bindings.OBJECTS.delete(messageKey(second.call));
          }
          expected.push(first);
        }
        // Every message comes at least once, and some again, at any time after.
        const order = [...messages.keys(), ...repeats.filter((index) => index < messages.length)];
        const deliveries = order.map((index) => messages[index] ?? new Uint8Array());
        for (let at = 0, group = 0; at < deliveries.length; group++) {
          const size = groupSizes[group % groupSizes.length] ?? 1;
          const batch = deliveries.slice(at, at + size).reverse();
          for (const index of order.slice(at, at + size)) {
            const late = lateObjects.get(index);
            if (late && order.lastIndexOf(index) < at + size) await pointerTo(late);
          }
          // A third delivery: then a message whose object an earlier one has removed is stored without it.
          const { explicitAcks } = await deliver(
            batch.map((message) => message.slice()),
            { queue: group === 0 && lateObjects.size === 0 ? '' : '-alone' },
          );
          expect(explicitAcks.length).toBe(batch.length);
          at += size;
        }
        const without = ({ org_id: _, ...row }: Awaited<ReturnType<typeof requestsOf>>[number]) => row;
        expect((await requestsOf(shuffled)).map(without)).toEqual((await requestsOf(once)).map(without));
        for (const frame of expected) {
          const twin = { ...frame, call: { ...frame.call, org_id: shuffled } };
          expect(await storedBodiesOf(twin)).toEqual(await storedBodiesOf(frame));
        }
      },
    ),
    { numRuns: 12 },
  );
});
