import type { HttpApp } from '@necips/runtime';
import type { Context } from '../../context.ts';
import { operateConnectors } from './operate.ts';
import { readConnectors } from './read.ts';
import { registerConnectorRoute } from './register.ts';

/** The routes about pull connectors (数据库对接). */
export function registerConnectorRoutes(app: HttpApp, context: Context): void {
  registerConnectorRoute(app, context);
  readConnectors(app, context);
  operateConnectors(app, context);
}
