/** The analyzers that a plan makes run: those chosen and those they rest on, each in the tier in which it runs. */
import { withThoseRestedOn, type Analyzer } from '@aima/sdk';
import { analyzers } from '../analyzers/index.ts';
import type { JobPlan } from './plan.ts';

export type PlanMember = Pick<Analyzer, 'name' | 'tier' | 'reads' | 'models'>;

export function planMembers({ choices, tier }: Pick<JobPlan, 'choices' | 'tier'>): PlanMember[] {
  const byName = new Map(analyzers.map((analyzer) => [analyzer.name, analyzer]));
  const inTier = (name: string) => (tier === 'full' ? byName.get(name)?.full : undefined) ?? byName.get(name);
  return [...withThoseRestedOn(choices.map(({ name }) => name), (name) => inTier(name)?.reads)].flatMap((name) => {
    const analyzer = inTier(name);
    return analyzer ? [{ name, tier: analyzer.tier, reads: analyzer.reads, models: analyzer.models }] : [];
  });
}
