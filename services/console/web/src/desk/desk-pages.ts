import { lazyRouteComponent, type RouteComponent } from '@tanstack/react-router';

/** The pages of a province's desk by path; each is a chunk of its own. */
export const DESK_PAGES: readonly (readonly [path: string, page: RouteComponent])[] = [
  ['/desk', lazyRouteComponent(() => import('./submissions/submissions-page.tsx'), 'SubmissionsPage')],
  ['/desk/submissions/$id', lazyRouteComponent(() => import('./submissions/submission-page.tsx'), 'SubmissionPage')],
  ['/desk/drafts', lazyRouteComponent(() => import('./entry/drafts-page.tsx'), 'DraftsPage')],
  ['/desk/drafts/$id', lazyRouteComponent(() => import('./entry/draft-page.tsx'), 'DraftPage')],
  ['/desk/reviews', lazyRouteComponent(() => import('./review/reviews-page.tsx'), 'ReviewsPage')],
  ['/desk/reviews/$id', lazyRouteComponent(() => import('./review/review-page.tsx'), 'ReviewPage')],
  ['/desk/held', lazyRouteComponent(() => import('./held/held-page.tsx'), 'HeldPage')],
  ['/desk/transfers', lazyRouteComponent(() => import('./transfers/transfers-page.tsx'), 'TransfersPage')],
  ['/desk/departments', lazyRouteComponent(() => import('./departments/departments-page.tsx'), 'DepartmentsPage')],
  ['/desk/departments/$uscc', lazyRouteComponent(() => import('./departments/department-page.tsx'), 'DepartmentPage')],
  ['/desk/connectors', lazyRouteComponent(() => import('./connectors/connectors-page.tsx'), 'ConnectorsPage')],
  ['/desk/connectors/new', lazyRouteComponent(() => import('./connectors/new-connector-page.tsx'), 'NewConnectorPage')],
  ['/desk/connectors/$id', lazyRouteComponent(() => import('./connectors/connector-page.tsx'), 'ConnectorPage')],
  [
    '/desk/connectors/$id/change',
    lazyRouteComponent(() => import('./connectors/change-connector-page.tsx'), 'ChangeConnectorPage'),
  ],
  ['/desk/health', lazyRouteComponent(() => import('./health/health-page.tsx'), 'HealthPage')],
  ['/desk/differences', lazyRouteComponent(() => import('./health/differences-page.tsx'), 'DifferencesPage')],
  ['/desk/audit', lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage')],
];
