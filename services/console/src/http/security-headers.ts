import type { HttpApp } from '@necips/runtime';
import { isSecure } from './cookies.ts';

const HEADERS: Record<string, string> = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
};
const STRICT_TRANSPORT = 'max-age=31536000; includeSubDomains';

/** Headers that every answer of the console has; pages have a content policy besides. */
export function addSecurityHeaders(app: HttpApp, baseUrl: string): void {
  app.addHook('onSend', async (_request, reply) => {
    reply.headers(HEADERS);
    if (isSecure(baseUrl)) reply.header('strict-transport-security', STRICT_TRANSPORT);
  });
}
