export { AuditLog } from './audit/audit-log.tsx';
export { SpendingForm } from './limits/spending-form.tsx';
export { useVersionedSave } from './limits/versioned-save.ts';
