import type { Stack } from '@tallystick/cli/stack';
import { largestOrganisation } from '../calls/call-sql.ts';

/** Makes the organisation of most generated calls one that may be asked about. */
export async function makeOrganisation({ consoleUrl, operatorToken }: Stack): Promise<void> {
  const response = await fetch(`${consoleUrl}/v1/organisations`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${operatorToken}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: largestOrganisation, id: largestOrganisation }),
  });
  if (!response.ok) throw new Error(`the organisation was not made: ${response.status} ${await response.text()}`);
}
