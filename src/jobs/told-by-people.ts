/** What people wrote about a job reaches the analyzers that read it (ANA-22): the describers, as their parameter `context`. */
import type { AnalyzerChoice, JobMetadata } from '@aima/contract';
import { describers } from '../analyzers/describers.ts';
import { USER_CONTEXT_LIMITS, type UserContext } from '../analyzers/lib/describer/material.ts';
import type { JobPlan } from './plan.ts';

const readers: ReadonlySet<string> = new Set(describers.map(({ name }) => name));

/** Cut to what a question has room for. */
const contextOf = ({ knownNames, context, notes }: JobMetadata): UserContext => ({
  names: knownNames.slice(0, USER_CONTEXT_LIMITS.names).map((name) => name.slice(0, USER_CONTEXT_LIMITS.name)),
  description: context.slice(0, USER_CONTEXT_LIMITS.text), notes: notes.slice(0, USER_CONTEXT_LIMITS.text),
});

/** What stands in a profile's own parameters counts before what stands in the job. */
export function withContext(plan: JobPlan, metadata: JobMetadata): JobPlan {
  const context = contextOf(metadata);
  if (context.names.length === 0 && context.description === '' && context.notes === '') return plan;
  const told = (choice: AnalyzerChoice): AnalyzerChoice => (readers.has(choice.name) ? { ...choice, parameters: { context, ...choice.parameters } } : choice);
  return { ...plan, choices: plan.choices.map(told) };
}
