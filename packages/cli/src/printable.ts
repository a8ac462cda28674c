/** Text of others without what would steer a terminal: all control characters but line ends and tabs. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '\ufffd');
}
