/** Settings about money as texts of a form and back. Null: left to the installation. */
import type { components } from '@aima/contract/client';
import { amountOf, percentsOf } from './written.ts';

export type Standards = components['schemas']['WorkspaceSettings']['effective'];
export type Spending = { [Key in keyof Standards]: Standards[Key] | null };
export type SpendingTexts = Record<keyof Standards, string | null>;
/** Of the installation each has a value; a workspace gives one back with null. */
export type SpendingChange = Partial<Spending>;

const MOST_USD = 100_000;

export const textsOf = ({ costLimitUsd, budgetAlertPercents, defaultProfile }: Spending): SpendingTexts =>
  ({ costLimitUsd: costLimitUsd === null ? null : String(costLimitUsd), budgetAlertPercents: budgetAlertPercents === null ? null : budgetAlertPercents.join(', '), defaultProfile });

/** Fields whose text is no value. */
export function wrongFields({ costLimitUsd, budgetAlertPercents, defaultProfile }: Partial<SpendingTexts>): (keyof SpendingTexts)[] {
  return [
    ...(typeof costLimitUsd === 'string' && amountOf(costLimitUsd, MOST_USD) === undefined ? ['costLimitUsd' as const] : []),
    ...(typeof budgetAlertPercents === 'string' && percentsOf(budgetAlertPercents) === undefined ? ['budgetAlertPercents' as const] : []),
    ...(defaultProfile === '' ? ['defaultProfile' as const] : []),
  ];
}

/** What to send of texts that are all values. */
export const changeOf = ({ costLimitUsd, budgetAlertPercents, defaultProfile }: Partial<SpendingTexts>): SpendingChange => ({
  ...(costLimitUsd !== undefined && { costLimitUsd: costLimitUsd === null ? null : amountOf(costLimitUsd, MOST_USD) ?? null }),
  ...(budgetAlertPercents !== undefined && { budgetAlertPercents: budgetAlertPercents === null ? null : percentsOf(budgetAlertPercents) ?? null }),
  ...(defaultProfile !== undefined && { defaultProfile }),
});
