/** The red button of any place opens one dialog, which outlives the place: what came of it must not vanish with the last machine. */
import type { components } from '@aima/contract/client';
import { create } from 'zustand';

type Report = components['schemas']['EmergencyStopReport'];

interface Stopping {
  asking: boolean;
  report: Report | undefined;
}

export const useStopping = create<Stopping>(() => ({ asking: false, report: undefined }));

export const askToStop = (): void => { useStopping.setState({ asking: true }); };
export const dropStop = (): void => { useStopping.setState({ asking: false }); };
export const showReport = (report: Report): void => { useStopping.setState({ asking: false, report }); };
export const dropReport = (): void => { useStopping.setState({ report: undefined }); };

/** Some machine may still cost: a person has to look. */
export const needsALook = ({ machines, unlisted, told }: Report): boolean => unlisted.length > 0 || told === null || machines.some(({ outcome }) => outcome === 'refused');
