/** The minors' gate: decides shot by shot what may leave the worker. docs/decisions/0004-minors-gate.md. */
export { GATE_NAME, openGate, type Gate } from './gate.ts';
export { describes, isGuarded } from './scope.ts';
export { isHeld, shareLeft } from './shot-ledger.ts';
export { holdMessage } from './words.ts';
