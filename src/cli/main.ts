/** The command line: picks the command and turns whatever goes wrong into one sentence and an exit code. */
import { toAppError } from '../kernel/app-error.ts';
import { version } from '../kernel/version.ts';
import { analyze, type CommandSurroundings } from './analyze/analyze.ts';
import { analyzers } from './analyzers/analyzers.ts';
import { languageOf } from './analyze/options.ts';
import { exitCodeOfError, exitCodes } from './analyze/report-outcome.ts';
import { backup, restore } from './backup/command.ts';
import { doctor } from './doctor/doctor.ts';
import { analyzeFrameCommand } from './entries/command.ts';
import { models } from './models/models.ts';
import { profiles } from './profiles/profiles.ts';
import { runRemote } from './remote/command.ts';
import { remoteCommand } from './remote/commands.ts';
import { series } from './series/series.ts';
import { configCommand } from './server/config-command.ts';
import { textsOf } from './texts.ts';

/** @returns the exit code; never throws */
export async function main(args: readonly string[], around: CommandSurroundings): Promise<number> {
  const texts = textsOf(languageOf(around.env));
  const [command, ...rest] = args;
  try {
    switch (command) {
      case 'analyze': {
        if (rest.includes('--help')) break;
        return await analyze(rest, around);
      }
      case 'analyzers': return await analyzers(rest, around);
      case 'analyze-frame': return await analyzeFrameCommand(rest, around);
      case 'profiles': return await profiles(rest, around);
      case 'series': return await series(rest, around);
      case 'models': return await models(rest, around);
      case 'config': return configCommand(rest, around, languageOf(around.env));
      case 'backup': return await backup(rest, around, languageOf(around.env));
      case 'restore': return await restore(rest, around, languageOf(around.env));
      case 'doctor': return await doctor(rest, around);
      case 'version':
      case '--version':
        around.stdout.write(`${version}\n`);
        return exitCodes.done;
      case undefined:
      case 'help':
      case '--help':
      case '-h': break;
      default: {
        const remote = remoteCommand(command);
        if (remote) return await runRemote(remote, rest, around);
        around.stderr.write(`${texts.unknownCommand(command)}\n\n${texts.usage}\n`);
        return exitCodes.usage;
      }
    }
    around.stdout.write(`${texts.usage}\n`);
    return exitCodes.done;
  } catch (error) {
    if (around.signal.aborted) return exitCodes.cancelled;
    const known = toAppError(error);
    around.stderr.write(`${known.message} ${known.next(languageOf(around.env))}\n`);
    if (known.code === 'INTERNAL') around.stderr.write(`${error instanceof Error ? error.stack ?? '' : ''}\n`);
    return exitCodeOfError(known.code);
  }
}
