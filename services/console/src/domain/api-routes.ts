/** Which service behind the console a route leads to. */
export type Upstream = 'exchange' | 'collection';

/** One route that browsers may use; what is not listed does not exist for them. */
export interface ApiRoute {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path at the service, and below `/api/<upstream>` here. */
  path: string;
  upstream: Upstream;
  /** `public`: without a session, and without a token even where there is one. `session`: with the person's own token; the service decides. */
  access: 'public' | 'session';
  /** Levels that have it. */
  at: 'both' | 'province' | 'centre';
  /** A file is streamed through. */
  isUpload?: true;
}

type Place = Pick<ApiRoute, 'upstream' | 'access' | 'at'>;

const shown: Place = { upstream: 'exchange', access: 'public', at: 'both' };
const provinceShown: Place = { ...shown, at: 'province' };
const centreShown: Place = { ...shown, at: 'centre' };
const exchangeBoth: Place = { upstream: 'exchange', access: 'session', at: 'both' };
const centre: Place = { ...exchangeBoth, at: 'centre' };
const province: Place = { ...exchangeBoth, at: 'province' };
const desk: Place = { upstream: 'collection', access: 'session', at: 'province' };
const deskShown: Place = { ...desk, access: 'public' };

const DRAFTS = '/v1/catalogue/drafts';

/** Table of contents and access list of the gateway in one. */
export const API_ROUTES: readonly ApiRoute[] = [
  // What everybody may read.
  { ...shown, method: 'GET', path: '/v1/search' },
  { ...shown, method: 'GET', path: '/v1/subjects' },
  { ...shown, method: 'GET', path: '/v1/subjects/:code' },
  { ...shown, method: 'GET', path: '/v1/subjects/:code/records' },
  { ...shown, method: 'GET', path: '/v1/records/proof' },
  { ...shown, method: 'GET', path: '/v1/nodes/:node/leaves/:index/proof' },
  { ...centreShown, method: 'GET', path: '/v1/nodes/:node/leaves/:index/status' },
  { ...centreShown, method: 'GET', path: '/v1/nodes' },
  { ...centreShown, method: 'GET', path: '/v1/nodes/:node' },
  { ...centreShown, method: 'GET', path: '/v1/nodes/:node/latency' },
  { ...centreShown, method: 'GET', path: '/v1/catalogue' },
  { ...centreShown, method: 'GET', path: '/v1/catalogue/:version' },
  { ...centreShown, method: 'GET', path: '/v1/formats' },
  { ...centreShown, method: 'GET', path: '/v1/formats/:id' },
  { ...provinceShown, method: 'GET', path: '/v1/status' },
  { ...provinceShown, method: 'GET', path: '/log/checkpoint' },
  { ...deskShown, method: 'GET', path: '/v1/status' },
  { ...deskShown, method: 'GET', path: '/v1/catalogue' },
  { ...deskShown, method: 'GET', path: '/v1/formats' },
  { ...deskShown, method: 'GET', path: '/v1/formats/:item' },
  { ...deskShown, method: 'GET', path: '/v1/formats/:item/template.csv' },
  { ...deskShown, method: 'GET', path: '/v1/formats/:item/template.xlsx' },
  { ...deskShown, method: 'GET', path: '/v1/formats/:item/documentation' },
  { ...deskShown, method: 'GET', path: '/v1/formats/:item/form' },
  // The centre's board.
  { ...exchangeBoth, method: 'GET', path: '/v1/differences' },
  { ...exchangeBoth, method: 'GET', path: '/v1/nodes/:node/records' },
  { ...centre, method: 'GET', path: '/v1/repairs' },
  { ...centre, method: 'GET', path: '/v1/quarantine' },
  { ...centre, method: 'GET', path: '/v1/evidence' },
  { ...centre, method: 'GET', path: '/v1/evidence/:id' },
  { ...centre, method: 'PUT', path: '/v1/nodes/:node' },
  { ...centre, method: 'POST', path: '/v1/nodes/:node/stop' },
  { ...centre, method: 'POST', path: '/v1/nodes/:node/resume' },
  { ...centre, method: 'POST', path: '/v1/nodes/:node/patrol' },
  { ...centre, method: 'GET', path: '/v1/transfers' },
  { ...centre, method: 'GET', path: '/v1/audit' },
  { ...centre, method: 'GET', path: '/v1/audit/chain' },
  // The catalogue: drafts, and their publication by a second person.
  { ...centre, method: 'GET', path: DRAFTS },
  { ...centre, method: 'POST', path: DRAFTS },
  { ...centre, method: 'GET', path: `${DRAFTS}/:id` },
  { ...centre, method: 'PUT', path: `${DRAFTS}/:id` },
  { ...centre, method: 'DELETE', path: `${DRAFTS}/:id` },
  { ...centre, method: 'GET', path: `${DRAFTS}/:id/faults` },
  { ...centre, method: 'GET', path: `${DRAFTS}/:id/changes` },
  { ...centre, method: 'PUT', path: `${DRAFTS}/:id/formats/:format` },
  { ...centre, method: 'DELETE', path: `${DRAFTS}/:id/formats/:format` },
  { ...centre, method: 'POST', path: `${DRAFTS}/:id/publish` },
  // A province's desk.
  { ...province, method: 'POST', path: '/v1/patrol' },
  { ...desk, method: 'POST', path: '/v1/submissions', isUpload: true },
  { ...desk, method: 'GET', path: '/v1/submissions' },
  { ...desk, method: 'GET', path: '/v1/submissions/:id' },
  { ...desk, method: 'GET', path: '/v1/submissions/:id/errors' },
  { ...desk, method: 'GET', path: '/v1/submissions/:id/errors.csv' },
  { ...desk, method: 'POST', path: '/v1/submissions/:id/cancel' },
  { ...desk, method: 'POST', path: '/v1/submissions/:id/take-back' },
  { ...desk, method: 'POST', path: '/v1/submissions/:id/retry' },
  { ...desk, method: 'GET', path: '/v1/submissions.csv' },
  { ...desk, method: 'GET', path: '/v1/withdrawals' },
  // Its queues.
  { ...desk, method: 'GET', path: '/v1/held-records' },
  { ...desk, method: 'GET', path: '/v1/held-records.csv' },
  { ...desk, method: 'POST', path: '/v1/held-records/:heldId/claim' },
  { ...desk, method: 'POST', path: '/v1/held-records/:heldId/return' },
  { ...desk, method: 'POST', path: '/v1/held-records/:heldId/assign' },
  { ...desk, method: 'POST', path: '/v1/held-records/:heldId/unassign' },
  { ...desk, method: 'POST', path: '/v1/held-records/:heldId/transfer' },
  { ...desk, method: 'GET', path: '/v1/transfers' },
  { ...desk, method: 'GET', path: '/v1/transfers.csv' },
  // Online entry and its review.
  { ...desk, method: 'GET', path: '/v1/drafts' },
  { ...desk, method: 'POST', path: '/v1/drafts' },
  { ...desk, method: 'GET', path: '/v1/drafts/in-review' },
  { ...desk, method: 'GET', path: '/v1/drafts/:draftId' },
  { ...desk, method: 'PUT', path: '/v1/drafts/:draftId' },
  { ...desk, method: 'DELETE', path: '/v1/drafts/:draftId' },
  { ...desk, method: 'POST', path: '/v1/drafts/:draftId/submit' },
  { ...desk, method: 'POST', path: '/v1/drafts/:draftId/approve' },
  { ...desk, method: 'POST', path: '/v1/drafts/:draftId/return' },
  // Departments, and what was done here.
  { ...desk, method: 'GET', path: '/v1/departments' },
  { ...desk, method: 'GET', path: '/v1/departments.csv' },
  { ...desk, method: 'POST', path: '/v1/departments' },
  { ...desk, method: 'GET', path: '/v1/departments/:uscc' },
  { ...desk, method: 'PATCH', path: '/v1/departments/:uscc' },
  { ...desk, method: 'POST', path: '/v1/departments/:uscc/rotate' },
  { ...desk, method: 'POST', path: '/v1/departments/:uscc/revoke' },
  { ...desk, method: 'GET', path: '/v1/departments/:uscc/keys' },
  { ...desk, method: 'POST', path: '/v1/departments/:uscc/keys' },
  { ...desk, method: 'POST', path: '/v1/departments/:uscc/keys/:keyId/end' },
  { ...desk, method: 'GET', path: '/v1/departments/:uscc/figures' },
  { ...desk, method: 'GET', path: '/v1/departments/:uscc/figures.csv' },
  { ...desk, method: 'GET', path: '/v1/connectors' },
  { ...desk, method: 'GET', path: '/v1/connectors.csv' },
  { ...desk, method: 'POST', path: '/v1/connectors' },
  { ...desk, method: 'GET', path: '/v1/connectors/:connectorId' },
  { ...desk, method: 'PATCH', path: '/v1/connectors/:connectorId' },
  { ...desk, method: 'DELETE', path: '/v1/connectors/:connectorId' },
  { ...desk, method: 'POST', path: '/v1/connectors/:connectorId/pause' },
  { ...desk, method: 'POST', path: '/v1/connectors/:connectorId/resume' },
  { ...desk, method: 'GET', path: '/v1/audit' },
  { ...desk, method: 'GET', path: '/v1/audit/chain' },
  { ...desk, method: 'GET', path: '/v1/audit.csv' },
];
