/** What happens to rented machines, told where people look: the machine's own log, events, alarms, and the audit trail (GPU-18). */
import { recordAudit } from '../../audit/index.ts';
import { appendMachineLog, type Database } from '../../db/index.ts';
import { publish } from '../../events/index.ts';
import { toAppError, type AppError } from '../../kernel/app-error.ts';
import { paidUsd } from '../../rental/budget.ts';
import type { Rental, RentalNotice } from '../../rental/index.ts';
import { roundedUsd } from './machine-view.ts';

export interface TellParts {
  database: Database;
  onFailure?(error: AppError, about: string): void;
}

type NoticeOf<Kind extends RentalNotice['kind']> = Extract<RentalNotice, { kind: Kind }>;

const place = ({ id, jobId }: Rental): { machineId: string; jobId?: string } => ({ machineId: id, ...(jobId === undefined ? {} : { jobId }) });

/** Provider, name and state; never a key. */
const auditOf = (rental: Rental, from: string): Record<string, string | number | boolean> => ({
  provider: rental.provider, name: rental.name, from, state: rental.state, usdPerHour: rental.usdPerHour ?? rental.offer.usdPerHour,
  ...(rental.jobId === undefined ? {} : { jobId: rental.jobId }), ...(rental.endReason === undefined ? {} : { reason: rental.endReason }), ...(rental.failure === undefined ? {} : { code: rental.failure.code }),
  ...(rental.state === 'gone' ? { usd: roundedUsd(rental.reservedUsd) } : {}),
});

const tellState = ({ database }: TellParts, { rental, from, at }: NoticeOf<'state'>): Promise<void> => database.transaction('everything', async (tx) => {
  const { workspaceId, state, endReason, failure } = rental;
  await appendMachineLog(tx, { workspaceId, rentalId: rental.id, atMs: at, kind: 'state', what: state, detail: failure?.message ?? endReason });
  await recordAudit(tx, { workspaceId: workspaceId ?? null, actor: 'system:machines', action: `machine.${state}`, objectType: 'machine', objectId: rental.id, details: auditOf(rental, from) });
  if (workspaceId !== undefined) await publish(tx, workspaceId, { kind: 'machine.changed', body: { ...place(rental), state, provider: rental.provider, ...(failure === undefined ? {} : { code: failure.code }) } });
});

const tellStep = ({ database }: TellParts, { rental, step, detail, at }: NoticeOf<'step'>): Promise<void> => database.transaction('everything', async (tx) => {
  const { workspaceId } = rental;
  await appendMachineLog(tx, { workspaceId, rentalId: rental.id, atMs: at, kind: 'step', what: step, detail });
  if (workspaceId !== undefined) await publish(tx, workspaceId, { kind: 'machine.changed', body: { ...place(rental), state: rental.state, provider: rental.provider, step: step.slice(0, 200) } });
});

const tellSpent = ({ database }: TellParts, { rental, at }: NoticeOf<'spent'>): Promise<void> => database.transaction('everything', async (tx) => {
  if (rental.workspaceId === undefined) return;
  await publish(tx, rental.workspaceId, { kind: 'metrics', body: { ...place(rental), spentUsd: roundedUsd(paidUsd(rental, at)), usdPerMinute: roundedUsd((rental.usdPerHour ?? rental.offer.usdPerHour) / 60) } });
});

const tellAlert = ({ database }: TellParts, { alert, severity, provider, rental, message, value, limit, at }: NoticeOf<'alert'>): Promise<void> => database.transaction('everything', async (tx) => {
  if (rental) await appendMachineLog(tx, { workspaceId: rental.workspaceId, rentalId: rental.id, atMs: at, kind: 'alert', what: alert, detail: message });
  if (severity === 'critical' || !rental) {
    await recordAudit(tx, { workspaceId: rental?.workspaceId ?? null, actor: 'system:machines', action: 'machine.alarmed', objectType: 'machine', objectId: rental?.id ?? provider, details: { alert, severity, provider } });
  }
  if (rental?.workspaceId !== undefined) {
    await publish(tx, rental.workspaceId, { kind: 'alert', body: { alert, severity, provider, ...place(rental), ...(value === undefined ? {} : { value }), ...(limit === undefined ? {} : { limit }) } });
  }
});

/** One after the other, so that a log reads as it happened; what cannot be told stops nobody. */
export function rentalTeller(parts: TellParts): { tell(notice: RentalNotice): void; settled(): Promise<void> } {
  let last: Promise<void> = Promise.resolve();
  const told = (notice: RentalNotice): Promise<void> => {
    switch (notice.kind) {
      case 'state': return tellState(parts, notice);
      case 'step': return tellStep(parts, notice);
      case 'spent': return tellSpent(parts, notice);
      case 'alert': return tellAlert(parts, notice);
    }
  };
  return {
    tell(notice) {
      // The row goes on changing under its driver.
      const copy = structuredClone(notice);
      last = last.then(() => told(copy)).catch((error: unknown) => { parts.onFailure?.(toAppError(error), `news of a machine (${copy.kind})`); });
    },
    settled: () => last,
  };
}
