import { bodyLimit, bodyText, type DecodingBudget, decodingBudget, undoContentEncoding } from '@tallystick/bodies';
import { type Asker, findBodies, type StoredBodies, type WholeRequest } from '@tallystick/clickhouse';
import type { Bodies } from '@tallystick/client/routes';
import { decodeFrame, frameLimit, Rejection } from '@tallystick/delivery';
import { type CallBody, messageKey } from '@tallystick/log';

/** The bodies of a call, from wherever they stand. */
export async function readBodies(asker: Asker, objects: R2Bucket, request: WholeRequest): Promise<Bodies> {
  switch (request.body_location) {
    case 'omitted':
      return none('the caller asked to keep neither');
    case 'clickhouse': {
      const stored = await findBodies(asker, request);
      return stored ? inBodies(stored) : none('they are no longer kept');
    }
    case 'r2':
      return readObject(asker.organisation, objects, request);
  }
}

function none(missing: string): Bodies {
  return { request: null, response: null, missing };
}

function inBodies({ request_body, request_encoding, response_body, response_encoding }: StoredBodies): Bodies {
  return {
    request: { text: request_body, encoding: request_encoding },
    response: { text: response_body, encoding: response_encoding },
    missing: '',
  };
}

/** The object's key follows from the row, so that nobody reads an object of another organisation. */
async function readObject(organisation: string, objects: R2Bucket, request: WholeRequest): Promise<Bodies> {
  const object = await objects.get(
    messageKey({ ...request, org_id: organisation, created_at: Date.parse(request.created_at) }),
  );
  if (!object) return none('they are no longer kept, or were lost');
  if (object.size > frameLimit) {
    await object.body.cancel();
    return none('they are too large to be shown');
  }
  try {
    const { call, bodies } = await decodeFrame(new Uint8Array(await object.arrayBuffer()));
    const budget: DecodingBudget = { bytes: decodingBudget };
    const { captured } = call.request;
    return {
      request: uncoded(call.request, bodies.subarray(0, captured), budget),
      response: uncoded(call.response, bodies.subarray(captured), budget),
      missing: '',
    };
  } catch (error) {
    if (!(error instanceof Rejection)) throw error;
    return none(`the object that holds them cannot be read: ${error.message}`);
  }
}

function uncoded({ encoding }: CallBody, bytes: Uint8Array, budget: DecodingBudget): Bodies['request'] {
  const plain = undoContentEncoding(bytes, encoding, bodyLimit, budget).bytes;
  const { utf8, encoding: written } = bodyText({ bytes: plain, text: textOf(plain) });
  return { text: new TextDecoder().decode(utf8), encoding: written };
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
