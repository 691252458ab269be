import type { HttpApp } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { change } from './change.ts';
import { figures } from './figures.ts';
import { onboard } from './onboard.ts';
import { readDepartments } from './read.ts';
import { revoke } from './revoke.ts';
import { rotate } from './rotate.ts';
import { signingKeys } from './signing-keys.ts';

/** The routes about departments that hand in records. */
export function registerDepartmentRoutes(app: HttpApp, context: Context): void {
  onboard(app, context);
  readDepartments(app, context);
  change(app, context);
  rotate(app, context);
  revoke(app, context);
  signingKeys(app, context);
  figures(app, context);
}
