/** Settings of the person who is signed in, of the workspace, and of what rents machines. */
import { AdjustmentsHorizontalIcon, ArrowRightEndOnRectangleIcon, BanknotesIcon, BuildingOffice2Icon, DocumentMagnifyingGlassIcon, EyeSlashIcon, KeyIcon, LockClosedIcon, ServerStackIcon, SwatchIcon, UserCircleIcon } from '@heroicons/react/24/outline';
import { useParams } from 'react-router';
import { SectionedPage, type PageSection } from '#ui/sections.tsx';
import { AccountSection } from './account/account-section.tsx';
import { AnalysisSection } from './analysis/analysis-section.tsx';
import { ApiKeysSection } from './keys/api-keys-section.tsx';
import { AppearanceSection } from './appearance/appearance-section.tsx';
import { LimitsSection } from './limits/limits-section.tsx';
import { LogSection } from './audit/log-section.tsx';
import { PrivacySection } from './privacy/privacy-section.tsx';
import { ProvidersSection } from './providers/providers-section.tsx';
import { SessionsSection } from './account/sessions-section.tsx';
import { SignInSection } from './sign-in/sign-in-section.tsx';
import { useWords } from './words.ts';
import { WorkspaceSection } from './workspace/workspace-section.tsx';

export function Component() {
  const t = useWords();
  const { section } = useParams();
  const sections: readonly PageSection[] = [
    { id: 'account', name: t('account'), icon: UserCircleIcon, group: t('you'), Content: AccountSection },
    { id: 'sign-in', name: t('signIn'), icon: LockClosedIcon, group: t('you'), Content: SignInSection },
    { id: 'sessions', name: t('sessions'), icon: ArrowRightEndOnRectangleIcon, group: t('you'), Content: SessionsSection },
    { id: 'appearance', name: t('appearance'), icon: SwatchIcon, group: t('you'), Content: AppearanceSection },
    { id: 'workspace', name: t('workspace'), icon: BuildingOffice2Icon, group: t('workspaceGroup'), Content: WorkspaceSection },
    { id: 'limits', name: t('limits'), icon: BanknotesIcon, group: t('workspaceGroup'), Content: LimitsSection },
    { id: 'analysis', name: t('analysis'), icon: AdjustmentsHorizontalIcon, group: t('workspaceGroup'), needs: 'jobs:read', Content: AnalysisSection },
    { id: 'privacy', name: t('privacy'), icon: EyeSlashIcon, group: t('workspaceGroup'), Content: PrivacySection },
    { id: 'api-keys', name: t('apiKeys'), icon: KeyIcon, group: t('workspaceGroup'), Content: ApiKeysSection },
    { id: 'log', name: t('log'), icon: DocumentMagnifyingGlassIcon, group: t('workspaceGroup'), needs: 'audit:read', Content: LogSection },
    { id: 'providers', name: t('providers'), icon: ServerStackIcon, group: t('installation'), needs: 'system:manage', Content: ProvidersSection },
  ];
  return <SectionedPage name={t('settings')} base="/settings" sections={sections} chosen={section} />;
}
