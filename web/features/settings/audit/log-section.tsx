import { AuditLog } from './audit-log.tsx';

export function LogSection() {
  return <AuditLog scope="workspace" />;
}
