import { type DeadLetter, findDeadLetter, sendToQueue } from '@tallystick/delivery';
import { note } from '../audit.ts';
import type { AppEnv } from '../services.ts';

/** A letter that the caller may see. A key sees its own organisation's; the operator also those that are known to be nobody's. */
export async function visibleLetter(
  { caller, services }: AppEnv['Variables'],
  key: string,
): Promise<DeadLetter | undefined> {
  const letter = await findDeadLetter(services.objects, key);
  // Not by the key's text: what is under "unknown" belongs to no organisation, also not to one of that name.
  return caller === 'operator' || letter?.org_id === caller.organisationId ? letter : undefined;
}

/** Sends a letter's message to the queue once more and then removes the letter. @returns false when there is none */
export async function replayLetter(variables: AppEnv['Variables'], key: string): Promise<boolean> {
  const { objects, queues } = variables.services;
  if (!(await visibleLetter(variables, key))) return false;
  const object = await objects.get(key);
  if (!object) return false;
  await sendToQueue(new Uint8Array(await object.arrayBuffer()), objects, queues.calls);
  await objects.delete(key);
  return true;
}

/** Removes a letter for good. @returns false when there is none */
export async function dropLetter(variables: AppEnv['Variables'], key: string): Promise<boolean> {
  const letter = await visibleLetter(variables, key);
  if (!letter) return false;
  await noteLetter(variables, letter, 'delete');
  await variables.services.objects.delete(key);
  return true;
}

/** What is done to a letter that is known to be nobody's, only the operator does, and nobody's owners would see. */
export async function noteLetter(
  variables: AppEnv['Variables'],
  { org_id, key }: DeadLetter,
  action: 'body_read' | 'delete',
): Promise<void> {
  if (org_id !== undefined) await note(variables, org_id, action, key, 'dead letter');
}
