/** What other features show of machines. */
export { StopButton } from './emergency-stop.tsx';
export { isOpen, shareOf, spentNow, sum, toneOfShare, type Machine } from './live-cost.ts';
export { CostCounter, MachineGauges } from './machine-gauges.tsx';
export { PhaseBadge, providerName } from './phase.tsx';
export { useNow } from './use-now.ts';
export { MachineLines } from './machine-log.tsx';
