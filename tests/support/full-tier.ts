/** The full tier as a user has it: own entries in a file, models pulled from the mirror by the real command line. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { ResultDocument } from '@aima/contract';
import type { TestContext } from 'vitest';
import type { WeightsEntry } from '../../src/models/model-entry.ts';
import { runCli, type CliEnd } from './cli.ts';
import { tempFolder } from './temp-folder.ts';
import { asOwnEntry, mirrorOfTestModels } from './test-models.ts';

export interface FullTier {
  /** AIMA's own folder, with the models. */
  data: string;
  env: Record<string, string>;
  aima(...args: string[]): Promise<CliEnd>;
  /** @throws Error if the command line does not end with 0 */
  analyse(file: string, analyzers: string, ...more: string[]): Promise<ResultDocument>;
}

/** @param pulled which of the entries are pulled; by default all */
export async function fullTier(context: Pick<TestContext, 'skip'>, entries: readonly WeightsEntry[], pulled: readonly string[] = entries.map(({ id }) => id)): Promise<FullTier> {
  const mirror = await mirrorOfTestModels(context, entries);
  const data = tempFolder();
  const own = path.join(data, 'own-models.json');
  writeFileSync(own, JSON.stringify(entries.map(asOwnEntry)));
  const env = { AIMA_HUB_URL: mirror.url, AIMA_MODEL_ENTRIES: own };
  const aima = (...args: string[]): Promise<CliEnd> => runCli(args, { data, env });
  const consents = entries.filter(({ id, needsConsent }) => needsConsent && pulled.includes(id)).flatMap(({ id }) => ['--accept-licence', id]);
  if (pulled.length > 0) {
    const { code, stderr } = await aima('models', 'pull', ...pulled, ...consents);
    if (code !== 0) throw new Error(`the pull ended with ${code}: ${stderr}`);
  }
  return {
    data, env, aima,
    async analyse(file, analyzers, ...more) {
      const { code, stdout, stderr } = await aima('analyze', file, '--tier', 'full', '--analyzers', analyzers, '--out', path.join(data, 'out'), '--json', ...more);
      if (code !== 0) throw new Error(`analyze ended with ${code}: ${stderr}`);
      return ResultDocument.parse(JSON.parse(stdout));
    },
  };
}
