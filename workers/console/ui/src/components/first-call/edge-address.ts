import { useState } from 'react';
import { useSession } from '../../session.ts';

const stored = 'edge-url';

/** Where calls are sent: what the console was told, else what somebody told this browser. */
export function useEdgeAddress() {
  const told = useSession().edge_url;
  const [kept, setKept] = useState(() => localStorage.getItem(stored));
  return {
    edge: (told ?? kept)?.replace(/\/+$/, ''),
    /** Undefined where the console knows. */
    keep: told === null ? keep : undefined,
  };

  function keep(edge: string) {
    localStorage.setItem(stored, edge);
    setKept(edge);
  }
}

/** Whether the edge is that of a `dev`, which serves a sample provider too. */
export function isLocal(edge: string): boolean {
  return URL.canParse(edge) && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(new URL(edge).hostname);
}
