import { createBrowserRouter, type RouteObject } from 'react-router';
import { Broken, NotFound } from './ends.tsx';
import { Frame } from './frame.tsx';
import { PAGES } from './pages.ts';

/** Pages with addresses of their own below. */
const BELOW: readonly RouteObject[] = [
  { path: '/jobs/:jobId', lazy: () => import('#features/job/job-page.tsx') },
  { path: '/jobs/:jobId/media/:mediaId', lazy: () => import('#features/player/player-page.tsx') },
  { path: '/machines/:machineId', lazy: () => import('#features/machines/machine-page.tsx') },
  { path: '/settings/:section', lazy: () => import('#features/settings/settings-page.tsx') },
  { path: '/administration/:section', lazy: () => import('#features/administration/administration-page.tsx') },
];

/** Until the first page's chunk is there the document's own colours are enough. */
const ENDS: Pick<RouteObject, 'errorElement' | 'hydrateFallbackElement'> = { errorElement: <Broken />, hydrateFallbackElement: <></> };

export const router = createBrowserRouter([
  {
    element: <Frame />, ...ENDS,
    children: [
      // An error of one page leaves the frame standing.
      ...PAGES.flatMap(({ path, load }): RouteObject[] => (load ? [{ path, lazy: load, ...ENDS }] : [])),
      ...BELOW.map((route): RouteObject => ({ ...route, ...ENDS })),
      { path: '*', element: <NotFound /> },
    ],
  },
  { path: '/sign-in', lazy: () => import('#features/access/sign-in-page.tsx'), ...ENDS },
  { path: '/welcome', lazy: () => import('#features/access/welcome-page.tsx'), ...ENDS },
  { path: '/invitation', lazy: () => import('#features/access/invitation-page.tsx'), ...ENDS },
  { path: '/new-password', lazy: () => import('#features/access/new-password-page.tsx'), ...ENDS },
]);
