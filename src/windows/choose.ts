/** Which analyzers look at a long film window by window, and which speak of it as a whole. */
import type { AnalyzerChoice, Tier } from '@aima/contract';
import { withThoseRestedOn, type Analyzer, type Reads } from '@aima/sdk';

export interface WindowedChoices {
  /** Window by window. */
  windowed: AnalyzerChoice[];
  /** In one pass over the whole: they say that they can, and have to. */
  whole: AnalyzerChoice[];
  /** At the end, on what the others found: they see and hear nothing themselves. */
  derived: AnalyzerChoice[];
}

const hasStreams = ({ video, everyFrame, audio }: Reads): boolean => video !== undefined || everyFrame === true || audio !== undefined;

/** Those that a windowed one rests on run in the windows with it, whatever they could do otherwise. */
export function chooseForWindows(choices: readonly AnalyzerChoice[], analyzers: readonly Analyzer[], tier: Tier): WindowedChoices {
  const known = new Map(analyzers.map((analyzer) => [analyzer.name, (tier === 'full' ? analyzer.full ?? analyzer : analyzer).reads]));
  const given = new Map(choices.map((choice) => [choice.name, choice]));
  const all = [...withThoseRestedOn(given.keys(), (name) => known.get(name))];
  const inWindows = withThoseRestedOn(all.filter((name) => [known.get(name)].some((reads) => reads && hasStreams(reads) && reads.whole !== true)), (name) => known.get(name));
  const choice = (name: string): AnalyzerChoice => given.get(name) ?? { name };
  const rest = all.filter((name) => !inWindows.has(name));
  const whole = rest.filter((name) => known.get(name)?.whole === true);
  return { windowed: [...inWindows].map(choice), whole: whole.map(choice), derived: rest.filter((name) => !whole.includes(name)).map(choice) };
}

