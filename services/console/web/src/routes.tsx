import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type RouteComponent,
} from '@tanstack/react-router';
import { DESK_PAGES } from './desk/desk-pages.ts';
import { Frame } from './parts/frame.tsx';
import { LoggedIn, LoginFailed, NotFound, PageFailed } from './parts/plain-pages.tsx';
import { PageBones } from './parts/states.tsx';

/** Search of the public part, as the address has it. */
export interface SearchState {
  q?: string | undefined;
  node?: string | undefined;
  kind?: string | undefined;
  status?: string | undefined;
  cursor?: string | undefined;
}

/** The router with every page; each page is a chunk of its own. */
export function createPages() {
  const root = createRootRoute({ component: Frame, notFoundComponent: NotFound });
  const page = <P extends string>(path: P, component: RouteComponent) =>
    createRoute({ getParentRoute: () => root, path, component });
  const home = page(
    '/',
    lazyRouteComponent(() => import('./public/home-page.tsx'), 'HomePage'),
  );
  const search = createRoute({
    getParentRoute: () => root,
    path: '/search',
    component: lazyRouteComponent(() => import('./public/search-page.tsx'), 'SearchPage'),
    validateSearch: readSearch,
  });
  const subject = page(
    '/subjects/$code',
    lazyRouteComponent(() => import('./public/subject-page.tsx'), 'SubjectPage'),
  );
  const verify = page(
    '/verify',
    lazyRouteComponent(() => import('./public/verify-page.tsx'), 'VerifyPage'),
  );
  const routeTree = root.addChildren([
    home,
    search,
    subject,
    verify,
    page(
      '/board',
      lazyRouteComponent(() => import('./board/board-page.tsx'), 'BoardPage'),
    ),
    page(
      '/board/catalogue',
      lazyRouteComponent(() => import('./board/catalogue/catalogue-page.tsx'), 'CataloguePage'),
    ),
    page(
      '/board/catalogue/drafts/$id',
      lazyRouteComponent(() => import('./board/catalogue/draft-page.tsx'), 'DraftPage'),
    ),
    page(
      '/board/enrol',
      lazyRouteComponent(() => import('./board/enrol/enrol-page.tsx'), 'EnrolPage'),
    ),
    page(
      '/board/transfers',
      lazyRouteComponent(() => import('./board/transfers/transfers-page.tsx'), 'TransfersPage'),
    ),
    page(
      '/board/audit',
      lazyRouteComponent(() => import('./board/audit-page.tsx'), 'AuditPage'),
    ),
    page(
      '/board/$node',
      lazyRouteComponent(() => import('./board/node-page.tsx'), 'NodePage'),
    ),
    ...DESK_PAGES.map(([path, component]) => page(path, component)),
    page('/login-failed', LoginFailed),
    page('/logged-in', LoggedIn),
  ]);
  return createRouter({
    routeTree,
    defaultPendingComponent: PageBones,
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
    defaultPendingMs: 200,
    defaultPreload: 'intent',
  });
}

function readSearch(search: Record<string, unknown>): SearchState {
  const found: SearchState = {};
  for (const key of ['q', 'node', 'kind', 'status', 'cursor'] as const) {
    const value = search[key];
    // A code of digits alone is a number in the router's eyes.
    if (typeof value === 'string' || typeof value === 'number') found[key] = String(value);
  }
  return found;
}
