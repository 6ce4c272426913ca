/** The room's door: what the installation was told, checked and in one piece. */
export { isLoopback } from './agreement.ts';
export { loadConfig, type LoadedConfig, type Options } from './load.ts';
export { configText, shownValues } from './print.ts';
export type { ServerConfig } from './schema.ts';
export { makeFolders, masterKeyFile, sessionSecret } from './secrets.ts';
