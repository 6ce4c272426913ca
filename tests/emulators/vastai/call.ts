/** What a handler of one operation gets. */
import { mayActOn, type SignedIn } from '../core/tenants.ts';
import { isListed, type VastInstance } from './instance.ts';
import type { OnMachine } from './lifecycle.ts';
import type { FoundRoute } from './routes.ts';
import type { VastWorld } from './world.ts';

export type Body = Record<string, unknown>;

export interface VastCall {
  world: VastWorld;
  on: OnMachine;
  found: FoundRoute;
  url: URL;
  body: Body;
  signedIn: SignedIn;
}

export const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

export const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
export const numberOf = (value: unknown): number | undefined => (typeof value === 'number' && Number.isFinite(value) ? value : undefined);

/** The caller's own contract of this number, whether listings show it or not; those of others are not there for it. */
export function ownContract({ world, signedIn }: VastCall, id: number): VastInstance | undefined {
  const instance = world.contracts.get(id);
  return instance?.tenant === signedIn.tenant.id && instance.situation !== 'destroyed' && mayActOn(signedIn.key, String(id)) ? instance : undefined;
}

/** What listings show to the caller now. */
export function listed({ world, signedIn }: VastCall): VastInstance[] {
  const now = world.timeline.now();
  return [...world.contracts.values()].filter((instance) => instance.tenant === signedIn.tenant.id && isListed(instance, now) && mayActOn(signedIn.key, String(instance.id)));
}
