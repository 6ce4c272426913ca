/** What a machine on offer is called, and what it costs, in a few words. */
import type { components } from '@aima/contract/client';
import { usd } from '#lib/format.ts';
import { defineWords } from '#lib/words.ts';

type Offer = components['schemas']['OfferEstimate'];

const { say } = defineWords('offer-names', { here: 'This machine', of: '{machine} at {provider}', range: '{from} to {to}' }, { here: 'Diese Maschine', of: '{machine} bei {provider}', range: '{from} bis {to}' });

const PROVIDERS: Readonly<Record<string, string>> = { runpod: 'RunPod', vastai: 'Vast.ai', ssh: 'SSH', local: 'AIMA' };
export const providerName = (name: string): string => PROVIDERS[name] ?? name;

export function offerName({ provider, machine, description }: Pick<Offer, 'provider' | 'machine' | 'description'>): string {
  if (provider === 'local') return say('here');
  const gpu = machine === undefined ? description : machine.gpuCount > 1 ? `${machine.gpuCount} × ${machine.gpu}` : machine.gpu;
  return say('of', { machine: gpu, provider: providerName(provider) });
}

/** `$0.06 to $0.09`; one amount where both would read the same. */
export function usdRange({ low, high }: { low: number; high: number }): string {
  const [from, to] = [usd(low), usd(high)];
  return from === to ? to : say('range', { from, to });
}

export const isFree = (offer: Pick<Offer, 'usd'>): boolean => offer.usd.high === 0;

/** A stretch of time that is only estimated, in seconds: the larger it is, the rounder. */
export function roundedSeconds(seconds: number): number {
  const step = seconds < 60 ? 1 : seconds < 300 ? 10 : seconds < 3600 ? 60 : 300;
  return Math.max(1, Math.round(seconds / step) * step);
}
