import { Boxes, Gauge, ListTree, type LucideIcon, Rows3, Settings, ShieldCheck, Tags, Users } from 'lucide-react';

/** Where the rail and the palette lead. */
export const destinations: readonly { to: string; name: string; icon: LucideIcon; key: string }[] = [
  { to: '/', name: 'Overview', icon: Gauge, key: 'o' },
  { to: '/requests', name: 'Requests', icon: Rows3, key: 'r' },
  { to: '/sessions', name: 'Sessions', icon: ListTree, key: 's' },
  { to: '/users', name: 'Users', icon: Users, key: 'u' },
  { to: '/properties', name: 'Properties', icon: Tags, key: 'p' },
  { to: '/models', name: 'Models', icon: Boxes, key: 'm' },
  { to: '/trust', name: 'Trust', icon: ShieldCheck, key: 't' },
  { to: '/settings', name: 'Settings', icon: Settings, key: ',' },
];
