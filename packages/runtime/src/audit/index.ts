export * from './audit.ts';
export { AUDIT_FILTERS, registerAuditRoute } from './audit-route.ts';
export { type AuditLine, listAudit } from './list-audit.ts';
