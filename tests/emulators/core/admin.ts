/**
 * What tests and demonstrations do to an emulator from outside, on a port of its own so that no client comes here by accident:
 * let time pass, arm faults, read the ledger.
 */
import { z } from 'zod';
import type { Emulator } from './emulator.ts';
import { FAULTS, faultsOf, isFaultId } from './fault-table.ts';
import type { ArmedFault } from './faults.ts';
import type { Handler } from './http.ts';

const Fault = z.custom<keyof typeof FAULTS>((value) => typeof value === 'string' && isFaultId(value), 'There is no such fault.');
const Arm = z.strictObject({
  fault: Fault, next: z.int().positive().optional(), rate: z.number().min(0).max(1).optional(), skip: z.int().nonnegative().optional(),
  variant: z.string().optional(), forMs: z.number().positive().optional(),
  match: z.strictObject({ operation: z.string(), resource: z.string(), tenant: z.string(), name: z.string() }).partial().optional(),
});
const Advance = z.strictObject({ ms: z.number().nonnegative() });
const Account = z.strictObject({ tenant: z.string(), payInUsd: z.number().optional(), spendLimitUsdPerHour: z.number().optional() });
const Rates = z.strictObject({ rate: z.number().min(0).max(1), faults: z.array(Fault).optional() });

export interface AdminSettings {
  emulator: Emulator;
  advance(ms: number): void | Promise<void>;
}

const said = (error: z.ZodError): Response => Response.json({ error: z.prettifyError(error) }, { status: 400 });

/** Leaves out what is undefined, as zod's optional fields are. */
const present = (value: object): object => Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));

function ledgerOf({ ledger, timeline, tenants }: Emulator): object {
  timeline.settle();
  return {
    now: timeline.now(),
    billing: ledger.billing(),
    spentUsd: Object.fromEntries(tenants.all.map((tenant) => [tenant.id, ledger.spent({ tenant: tenant.id })])),
    balanceUsd: Object.fromEntries(tenants.all.map((tenant) => [tenant.id, tenants.balance(tenant)])),
    resources: ledger.resources().map((resource) => ({
      ...resource, spentUsd: ledger.spent({ resource: resource.id }), intervals: ledger.intervals(resource.id), charges: ledger.charges(resource.id),
      touches: ledger.touches(resource.id), refusals: ledger.refusals(resource.id),
    })),
  };
}

/**
 * `GET /ledger`, `GET /instances`, `GET /faults`, `POST /faults` (an armed fault), `DELETE /faults[?fault=ID]`, `POST /rates`
 * `{rate, faults?}`, `POST /clock` `{ms}`, `POST /account` `{tenant, payInUsd?, spendLimitUsdPerHour?}`, `POST /restart`.
 */
export function adminHandler({ emulator, advance }: AdminSettings): Handler {
  const { faults, timeline, tenants, provider } = emulator;
  const post: Record<string, (body: unknown) => Response | Promise<Response>> = {
    '/faults'(body) {
      const parsed = Arm.safeParse(body);
      if (!parsed.success) return said(parsed.error);
      faults.arm(present(parsed.data) as ArmedFault); // the same fields; undefined ones are gone
      return Response.json({ armed: faults.armed() });
    },
    '/rates'(body) {
      const parsed = Rates.safeParse(body);
      if (!parsed.success) return said(parsed.error);
      faults.setRates(parsed.data.rate, parsed.data.faults ?? faultsOf(provider));
      return Response.json({ ok: true });
    },
    async '/clock'(body) {
      const parsed = Advance.safeParse(body);
      if (!parsed.success) return said(parsed.error);
      await advance(parsed.data.ms);
      timeline.settle();
      return Response.json({ now: timeline.now() });
    },
    '/account'(body) {
      const parsed = Account.safeParse(body);
      if (!parsed.success) return said(parsed.error);
      const tenant = tenants.get(parsed.data.tenant);
      if (!tenant) return Response.json({ error: 'There is no such account.' }, { status: 404 });
      tenant.paidInUsd += parsed.data.payInUsd ?? 0;
      tenant.spendLimitUsdPerHour = parsed.data.spendLimitUsdPerHour ?? tenant.spendLimitUsdPerHour;
      return Response.json({ balanceUsd: tenants.balance(tenant) });
    },
    '/restart'() {
      emulator.restart();
      return Response.json({ ok: true });
    },
  };
  const get: Record<string, () => Response> = {
    '/ledger': () => Response.json(ledgerOf(emulator)),
    '/instances'() {
      timeline.settle();
      return Response.json({ instances: emulator.instances() });
    },
    '/faults': () => Response.json({ table: FAULTS, here: faultsOf(provider), armed: faults.armed(), counts: faults.counts(), struck: faults.struck.slice(-500) }),
  };
  return async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (request.method === 'DELETE' && pathname === '/faults') {
      const fault = searchParams.get('fault');
      faults.disarm(fault !== null && isFaultId(fault) ? fault : undefined);
      return Response.json({ armed: faults.armed() });
    }
    if (request.method === 'POST') return await post[pathname]?.(await request.json().catch(() => undefined)) ?? new Response('not found', { status: 404 });
    return get[pathname]?.() ?? new Response('not found', { status: 404 });
  };
}
