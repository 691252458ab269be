import type { HttpServer } from '@necips/runtime';
import type { Context } from '../context.ts';
import { cancel } from './cancel.ts';
import { registerDepartmentRoutes } from './department/index.ts';
import { formats } from './formats.ts';
import { getCatalogueRoute } from './get-catalogue.ts';
import { getStatusRoute } from './get-status.ts';
import { getSubmissionRoute } from './get-submission.ts';
import { heldCsv, listHeldRoute } from './held/list-held.ts';
import { workHeld } from './held/work-held.ts';
import { liftWithdrawalRoute } from './lift-withdrawal.ts';
import { listRowErrorsRoute } from './list-row-errors.ts';
import { listSubmissionsRoute } from './list-submissions.ts';
import { readWithdrawals } from './read-withdrawals.ts';
import { provenance } from './record/provenance.ts';
import { withdrawRecordRoute } from './record/withdraw-record.ts';
import { reportCsv } from './report-csv.ts';
import { retry } from './retry.ts';
import { submit, UPLOAD_MEDIA_TYPES } from './submit.ts';
import { submitRecord } from './submit-record.ts';
import { takeBack } from './take-back.ts';
import { withdraw } from './withdraw.ts';

/** Registers all REST routes of the service; each states who may use it. */
export function registerRoutes(http: HttpServer, context: Context): void {
  const { app } = http;
  http.acceptStream(UPLOAD_MEDIA_TYPES);
  submit(app, context);
  submitRecord(app, context);
  listSubmissionsRoute(app, context);
  getSubmissionRoute(app, context);
  listRowErrorsRoute(app, context);
  reportCsv(app, context);
  cancel(app, context);
  takeBack(app, context);
  retry(app, context);
  withdraw(app, context);
  readWithdrawals(app, context);
  liftWithdrawalRoute(app, context);
  withdrawRecordRoute(app, context);
  provenance(app, context);
  registerDepartmentRoutes(app, context);
  listHeldRoute(app, context);
  heldCsv(app, context);
  workHeld(app, context);
  getStatusRoute(app, context);
  getCatalogueRoute(app, context);
  formats(app, context);
}
