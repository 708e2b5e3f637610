import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { queryClient } from './api.ts';
import { sessionQuery } from './session.ts';
import { Shell } from './shell/shell.tsx';
import { NoSuchAddress } from './shell/not-found-page.tsx';
import { CrashPage } from './shell/crash-page.tsx';
import type { Search } from './search.ts';

const textsOf = (search: Record<string, unknown>): Search =>
  Object.fromEntries(
    Object.entries(search).flatMap(([key, value]) => {
      const text = typeof value === 'string' ? value : JSON.stringify(value);
      return text === undefined || text === '' || text === 'null' ? [] : [[key, text]];
    }),
  );

const root = createRootRoute({ validateSearch: textsOf, notFoundComponent: NoSuchAddress, errorComponent: CrashPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./entrance/sign-in-page.tsx'), 'SignInPage'),
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('./entrance/sign-up-page.tsx'), 'SignUpPage'),
});
const join = createRoute({
  getParentRoute: () => root,
  path: '/join',
  component: lazyRouteComponent(() => import('./entrance/join-page.tsx'), 'JoinPage'),
});

const shell = createRoute({
  getParentRoute: () => root,
  id: 'shell',
  component: Shell,
  beforeLoad: () => queryClient.ensureQueryData(sessionQuery),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/campaigns', replace: true });
  },
});

const campaignList = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns',
  component: lazyRouteComponent(() => import('./campaigns/list/campaign-list-page.tsx'), 'CampaignListPage'),
});
const newCampaign = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns/new',
  component: lazyRouteComponent(() => import('./campaigns/form/new-campaign-page.tsx'), 'NewCampaignPage'),
});
const campaign = createRoute({
  getParentRoute: () => shell,
  path: '/campaigns/$campaignId',
  component: lazyRouteComponent(() => import('./campaigns/one/campaign-page.tsx'), 'CampaignPage'),
});
const campaignTabs = [
  createRoute({
    getParentRoute: () => campaign,
    path: '/',
    component: lazyRouteComponent(() => import('./campaigns/one/overview-tab.tsx'), 'OverviewTab'),
  }),
  createRoute({
    getParentRoute: () => campaign,
    path: 'contacts',
    component: lazyRouteComponent(() => import('./campaigns/people/contacts-tab.tsx'), 'ContactsTab'),
  }),
  createRoute({
    getParentRoute: () => campaign,
    path: 'queue',
    component: lazyRouteComponent(() => import('./campaigns/people/queue-tab.tsx'), 'QueueTab'),
  }),
  createRoute({
    getParentRoute: () => campaign,
    path: 'calls',
    component: lazyRouteComponent(() => import('./campaigns/people/calls-tab.tsx'), 'CallsTab'),
  }),
  createRoute({
    getParentRoute: () => campaign,
    path: 'analytics',
    component: lazyRouteComponent(() => import('./campaigns/analytics/analytics-tab.tsx'), 'AnalyticsTab'),
  }),
  createRoute({
    getParentRoute: () => campaign,
    path: 'activity',
    component: lazyRouteComponent(() => import('./campaigns/one/activity-tab.tsx'), 'ActivityTab'),
  }),
  createRoute({
    getParentRoute: () => campaign,
    path: 'settings',
    component: lazyRouteComponent(() => import('./campaigns/form/settings-tab.tsx'), 'SettingsTab'),
  }),
] as const;

const queue = createRoute({
  getParentRoute: () => shell,
  path: '/queue',
  component: lazyRouteComponent(() => import('./queue/queue-page.tsx'), 'QueuePage'),
});
const calls = createRoute({
  getParentRoute: () => shell,
  path: '/calls',
  component: lazyRouteComponent(() => import('./calls/calls-page.tsx'), 'CallsPage'),
});
const contacts = createRoute({
  getParentRoute: () => shell,
  path: '/contacts',
  component: lazyRouteComponent(() => import('./contacts/contacts-page.tsx'), 'ContactsPage'),
});
const newImport = createRoute({
  getParentRoute: () => shell,
  path: '/imports/new',
  component: lazyRouteComponent(() => import('./imports/new-import-page.tsx'), 'NewImportPage'),
});
const importWizard = createRoute({
  getParentRoute: () => shell,
  path: '/imports/$importId',
  component: lazyRouteComponent(() => import('./imports/import-page.tsx'), 'ImportPage'),
});
const agents = createRoute({
  getParentRoute: () => shell,
  path: '/agents',
  component: lazyRouteComponent(() => import('./agents/agents-page.tsx'), 'AgentsPage'),
});
const suppressions = createRoute({
  getParentRoute: () => shell,
  path: '/suppressions',
  component: lazyRouteComponent(() => import('./suppressions/suppressions-page.tsx'), 'SuppressionsPage'),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
});
const developers = createRoute({
  getParentRoute: () => shell,
  path: '/developers',
  component: lazyRouteComponent(() => import('./developers/developers-page.tsx'), 'DevelopersPage'),
});
const admin = createRoute({
  getParentRoute: () => shell,
  path: '/admin',
  component: lazyRouteComponent(() => import('./admin/admin-page.tsx'), 'AdminPage'),
});

const pages = [home, campaignList, newCampaign, campaign.addChildren(campaignTabs)] as const;
const places = [
  queue,
  calls,
  contacts,
  newImport,
  importWizard,
  agents,
  suppressions,
  settings,
  developers,
  admin,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([signIn, signUp, join, shell.addChildren([...pages, ...places])]),
  defaultPreload: 'intent',
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
