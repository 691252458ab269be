import type { HttpServer } from '@necips/runtime';
import type { Context } from '../context.ts';
import { registerApiRoutes } from './api.ts';
import { registerAuthRoutes } from './auth.ts';
import { registerFormatRoute } from './formats.ts';
import { registerPageRoutes } from './pages.ts';
import { registerReportRoute } from './report.ts';
import { addSecurityHeaders } from './security-headers.ts';

/** Every route of the console: login, the listed routes of the services behind it, and the pages. */
export function registerRoutes(http: HttpServer, context: Context): void {
  addSecurityHeaders(http.app, context.config.baseUrl);
  registerAuthRoutes(http.app, context);
  registerApiRoutes(http, context);
  registerFormatRoute(http.app, context);
  registerReportRoute(http.app, context);
  registerPageRoutes(http.app, context);
}
