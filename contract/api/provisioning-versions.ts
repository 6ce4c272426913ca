/** How machines of this installation are set up, as an administrator changed it; every version is kept. */
import { z } from 'zod';
import { StackEdits } from './provisioning.ts';

const at = z.iso.datetime();

export const ProvisioningVersion = z.object({
  version: z.int().nonnegative().describe('0: nothing was ever changed'),
  edits: StackEdits,
  repeats: z.int().positive().optional().describe('The earlier version that was brought back'),
  changedBy: z.string().optional(),
  changedAt: at.optional(),
}).meta({ id: 'ProvisioningVersion' });
export type ProvisioningVersion = z.infer<typeof ProvisioningVersion>;

export const ProvisioningSettings = ProvisioningVersion.extend({ earlier: z.array(ProvisioningVersion).describe('Newest first, at most 50') }).meta({ id: 'ProvisioningSettings' });
export type ProvisioningSettings = z.infer<typeof ProvisioningSettings>;

export const ProvisioningUndo = z.strictObject({ version: z.int().nonnegative().optional().describe('By default the one before; 0: as AIMA brings it') }).meta({ id: 'ProvisioningUndo' });
