import { Link } from '@tanstack/react-router';
import {
  Bot,
  Code,
  ListOrdered,
  Megaphone,
  Menu as MenuIcon,
  PhoneCall,
  Settings,
  ShieldBan,
  ShieldCheck,
  Users,
} from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { queueStatisticsQuery } from '#web/queue/queries.ts';
import { activeCountQuery } from '#web/campaigns/queries.ts';
import { shortCount } from '#web/format/number.ts';
import { useSession } from '#web/session.ts';

export type Place = {
  to: string;
  label: string;
  short: string;
  icon: LucideIcon;
  keys?: string;
  badge?: number | undefined;
};

/** Where one can go, for the sidebar, the phone's bar, the palette and the keyboard. */
export function usePlaces(): { main: Place[]; more: Place[] } {
  const { isSystemAdmin } = useSession();
  const active = useQuery(activeCountQuery).data;
  const statistics = useQuery(queueStatisticsQuery).data;
  const main: Place[] = [
    { to: '/campaigns', label: 'Call campaigns', short: 'Campaigns', icon: Megaphone, keys: 'g c', badge: active },
    {
      to: '/queue',
      label: 'Queue',
      short: 'Queue',
      icon: ListOrdered,
      keys: 'g q',
      badge: statistics && statistics.waiting + statistics.delayed,
    },
    { to: '/calls', label: 'Calls', short: 'Calls', icon: PhoneCall, keys: 'g a' },
    { to: '/contacts', label: 'Contacts', short: 'Contacts', icon: Users, keys: 'g o' },
  ];
  const more: Place[] = [
    { to: '/agents', label: 'Agents', short: 'Agents', icon: Bot, keys: 'g t' },
    { to: '/suppressions', label: 'Never-call list', short: 'Never call', icon: ShieldBan, keys: 'g n' },
    { to: '/settings', label: 'Settings', short: 'Settings', icon: Settings, keys: 'g s' },
    { to: '/developers', label: 'Developers', short: 'Developers', icon: Code, keys: 'g d' },
    ...(isSystemAdmin ? [{ to: '/admin', label: 'Admin', short: 'Admin', icon: ShieldCheck, keys: 'g m' }] : []),
  ];
  return { main, more };
}

export const moreIcon = MenuIcon;

/** One place in the sidebar. */
export function PlaceLink({ place }: { place: Place }) {
  const { to, label, icon: Icon, badge } = place;
  return (
    <Link
      to={to}
      className="flex h-9 items-center gap-2.5 rounded-md px-3 font-semibold text-text-2 hover:bg-hover hover:text-text aria-[current=page]:bg-accent-soft aria-[current=page]:text-accent"
    >
      <Icon size={17} aria-hidden />
      <span className="flex-1">{label}</span>
      {badge === undefined || badge === 0 ? null : (
        <span className="figures rounded-full bg-sunken px-2 text-xs/5 text-text-2">{shortCount(badge)}</span>
      )}
    </Link>
  );
}
