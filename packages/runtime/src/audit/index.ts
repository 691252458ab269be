export * from './audit.ts';
export { registerAuditRoute } from './audit-route.ts';
