/** What of a log is wanted, as a query of the API. */

export type AuditScope = 'workspace' | 'system';

export interface AuditFilter {
  /** `media.`: what actions begin with. */
  group: string;
  actor: string;
  objectId: string;
  /** `2026-01-31`, in the time of this browser. */
  fromDay: string;
  /** Included. */
  toDay: string;
}

export const NO_FILTER: AuditFilter = { group: '', actor: '', objectId: '', fromDay: '', toDay: '' };

/** Beginning of a day in local time; undefined for what is no day. @param later whole days behind it */
function startOf(day: string, later = 0): string | undefined {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day);
  if (!parts) return undefined;
  const at = new Date(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]) + later);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}

export interface AuditQuery { action?: string; actor?: string; objectId?: string; from?: string; to?: string }

export function queryOf({ group, actor, objectId, fromDay, toDay }: AuditFilter): AuditQuery {
  const [from, to] = [startOf(fromDay), startOf(toDay, 1)];
  return { ...(group !== '' && { action: group }), ...(actor !== '' && { actor }), ...(objectId.trim() !== '' && { objectId: objectId.trim() }), ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
}

/** Of the file with everything that fits. */
export const exportAddress = (scope: AuditScope, filter: AuditFilter): string => {
  const query = new URLSearchParams({ ...queryOf(filter) }).toString();
  return `/api/v1/${scope === 'system' ? 'system/audit' : 'audit'}/export${query === '' ? '' : `?${query}`}`;
};
