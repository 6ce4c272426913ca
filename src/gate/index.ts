/** The minors' gate: decides shot by shot what may leave the worker. docs/decisions/0004-minors-gate.md. */
export { openGate, type Gate, type GatePart } from './gate.ts';
export { describes, GATE_NAME, isGuarded } from './scope.ts';
export { holdsOf, isHeld, isReleased, shareLeft, type Hold, type Released } from './shot-ledger.ts';
export { holdMessage } from './words.ts';
