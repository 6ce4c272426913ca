/** What of the environment a worker gets: own models, the device, the batch size, the model server. */
import { ModelServer, WorkerConfig } from '@aima/contract';
import { z } from 'zod';
import { AppError } from '../kernel/app-error.ts';
import { readOwnEntries } from '../models/store/index.ts';

export type WorkerSettings = Pick<WorkerConfig, 'ownModels' | 'device' | 'batch' | 'modelServer'>;
type Environment = Readonly<Record<string, string | undefined>>;

const DEVICES = ['auto', 'cpu', 'cuda'] as const;

/** Nobody can read along. */
const isPrivateWay = ({ protocol, hostname }: URL): boolean => protocol === 'https:' || /^(?:127(?:\.\d{1,3}){3}|localhost|\[::1\])$/.test(hostname);

/** Empty variables count as unset, as shells leave them. @throws AppError USAGE that names the variable */
function fromEnvironment(env: Environment): Omit<WorkerSettings, 'ownModels'> {
  const given = (name: string): string | undefined => (env[name] === '' ? undefined : env[name]);
  const wish = given('AIMA_DEVICE');
  const device = DEVICES.find((each) => each === wish);
  if (wish !== undefined && device === undefined) throw new AppError('USAGE', `AIMA_DEVICE is ${DEVICES.join(', ')}, not '${wish}'.`);
  const number = given('AIMA_BATCH');
  const batch = WorkerConfig.shape.batch.safeParse(number === undefined ? undefined : Number(number));
  if (!batch.success) throw new AppError('USAGE', `AIMA_BATCH is a whole number from 1 to 1024, not '${number ?? ''}'.`);
  const baseUrl = given('AIMA_OPENAI_BASE_URL');
  const rest = { ...(device ? { device } : {}), ...(batch.data === undefined ? {} : { batch: batch.data }) };
  if (baseUrl === undefined) return rest;
  const fields = { baseUrl, apiKey: given('AIMA_OPENAI_API_KEY'), speechModel: given('AIMA_OPENAI_SPEECH_MODEL'), textModel: given('AIMA_OPENAI_TEXT_MODEL'), visionModel: given('AIMA_OPENAI_VISION_MODEL') };
  const server = ModelServer.safeParse(Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)));
  if (!server.success) throw new AppError('USAGE', `AIMA_OPENAI_BASE_URL cannot be used: ${z.prettifyError(server.error)}`);
  if (server.data.apiKey !== undefined && !isPrivateWay(new URL(server.data.baseUrl))) throw new AppError('USAGE', 'AIMA_OPENAI_API_KEY is sent over https or to this machine only; AIMA_OPENAI_BASE_URL is neither.');
  return { ...rest, modelServer: server.data };
}

/** @throws AppError USAGE, MODEL_ENTRY_INVALID */
export async function workerSettings(env: Environment, modelsFolder: string): Promise<WorkerSettings> {
  const { given } = await readOwnEntries(env, modelsFolder);
  return { ...fromEnvironment(env), ...(given.length > 0 ? { ownModels: [...given] } : {}) };
}
