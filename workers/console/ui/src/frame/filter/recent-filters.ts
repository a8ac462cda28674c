const key = 'recent-filters';
const most = 8;

/** What was filtered by in this browser, the latest first. */
export function recentFilters(): string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter((line) => typeof line === 'string') : [];
  } catch {
    return [];
  }
}

export function rememberFilter(line: string): void {
  if (line === '') return;
  const lines = [line, ...recentFilters().filter((one) => one !== line)];
  localStorage.setItem(key, JSON.stringify(lines.slice(0, most)));
}
