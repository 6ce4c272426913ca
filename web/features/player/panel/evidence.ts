/** What a finding rests on, down to what a model saw or heard itself. Pure. */
import type { Observation } from '../model/observation-index.ts';

export interface EvidenceNode {
  readonly id: string;
  /** Undefined where it is not in this medium any more. */
  readonly observation: Observation | undefined;
  /** 1: the finding itself rests on it. */
  readonly depth: number;
  /** How many it rests on itself. */
  readonly restsOn: number;
}

export interface Evidence {
  /** Depth first, each once, where it is met first. */
  readonly nodes: readonly EvidenceNode[];
  /** There is more than was asked for. */
  readonly more: boolean;
}

/** @param most nodes that are told; a summary may rest on thousands */
export function evidenceOf(observation: Observation, byId: ReadonlyMap<string, Observation>, most = 200): Evidence {
  const seen = new Set([observation.id]);
  const nodes: EvidenceNode[] = [];
  const waiting: { id: string; depth: number }[] = [];
  const wait = ({ basedOn = [] }: Observation, depth: number): void => { for (const id of basedOn.toReversed()) waiting.push({ id, depth }); };
  wait(observation, 1);
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    if (seen.has(next.id)) continue;
    if (nodes.length >= most) return { nodes, more: true };
    seen.add(next.id);
    const found = byId.get(next.id);
    nodes.push({ ...next, observation: found, restsOn: found?.basedOn?.length ?? 0 });
    if (found) wait(found, next.depth + 1);
  }
  return { nodes, more: false };
}
