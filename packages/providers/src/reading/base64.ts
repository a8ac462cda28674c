/** The bytes that a base64 text stands for; none where it is something else. */
export function base64Bytes(text: string): Uint8Array {
  let binary = '';
  try {
    binary = atob(text);
  } catch {
    // Cut, or no base64 at all.
  }
  // Ten times as fast as `Uint8Array.from` with a function, and streams have a text for each event.
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
