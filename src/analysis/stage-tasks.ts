/** What runs in one task: everything from one decode, unless a profile wants its stages apart or a comparison each analyzer on its own. */
import type { AnalyzerChoice } from '@aima/contract';
import { heardBy, type Analyzer } from '@aima/sdk';

export interface TaskOptions {
  oneByOne: boolean;
  stagesApart: boolean;
  stages: readonly (readonly string[])[];
}

/** A stage with those of later ones that it hears, so that they run before it and with the parameters they were given. */
function withUpstream(stage: readonly string[], choices: readonly AnalyzerChoice[], analyzers: readonly Analyzer[]): AnalyzerChoice[] {
  const wanted = new Set<string>();
  const visit = (name: string): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    const reads = analyzers.find((analyzer) => analyzer.name === name)?.reads;
    if (reads) heardBy(reads).forEach(visit);
  };
  stage.forEach(visit);
  return choices.filter(({ name }) => wanted.has(name));
}

/** Each choice is in one task exactly; the tasks of one medium run one after the other. */
export function tasksOf(choices: readonly AnalyzerChoice[], { oneByOne, stagesApart, stages }: TaskOptions, analyzers: readonly Analyzer[]): AnalyzerChoice[][] {
  if (oneByOne) return choices.map((choice) => [choice]);
  const taken = new Set<string>();
  const tasks = (stagesApart && stages.length > 0 ? stages : [choices.map(({ name }) => name)]).map((stage) => {
    const task = withUpstream(stage, choices, analyzers).filter(({ name }) => !taken.has(name));
    for (const { name } of task) taken.add(name);
    return task;
  });
  return tasks.filter((task) => task.length > 0);
}
