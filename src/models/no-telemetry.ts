/**
 * Recent builds of ONNX Runtime report to their maker: of each process, session and model, with an identifier that is
 * kept in the home folder, unless this variable stands in the environment before the library is loaded. Nothing that
 * analyses private media tells anybody of it, so this module comes before every import of the library.
 */
export const NO_TELEMETRY = { ORT_DISABLE_TELEMETRY: '1', ORT_TELEMETRY_DISABLED: '1' } as const; // the second is its name in later builds

Object.assign(process.env, NO_TELEMETRY);
