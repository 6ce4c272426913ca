/** What administrators of the installation do: never anything inside of workspaces. */
import { AdjustmentsHorizontalIcon, ArchiveBoxArrowDownIcon, BuildingOffice2Icon, DocumentMagnifyingGlassIcon, HeartIcon, UserPlusIcon, UsersIcon, WrenchScrewdriverIcon } from '@heroicons/react/24/outline';
import { useParams } from 'react-router';
import { AuditLog } from '#features/settings/index.ts';
import { SectionedPage, type PageSection } from '#ui/sections.tsx';
import { AccountsSection } from './accounts/accounts-section.tsx';
import { RegistrationSection } from './accounts/registration-section.tsx';
import { BackupSection } from './system/backup-section.tsx';
import { ProvisioningSection } from './provisioning/provisioning-section.tsx';
import { StandardsSection } from './system/standards-section.tsx';
import { SystemSection } from './system/system-section.tsx';
import { WorkspacesSection } from './accounts/workspaces-section.tsx';
import { useWords } from './words.ts';

function SystemLog() {
  return <AuditLog scope="system" />;
}

const needs = 'system:manage';

export function Component() {
  const t = useWords();
  const { section } = useParams();
  const sections: readonly PageSection[] = [
    { id: 'accounts', name: t('accounts'), icon: UsersIcon, group: t('people'), needs, Content: AccountsSection },
    { id: 'registration', name: t('registration'), icon: UserPlusIcon, group: t('people'), needs, Content: RegistrationSection },
    { id: 'workspaces', name: t('workspaces'), icon: BuildingOffice2Icon, group: t('people'), needs, Content: WorkspacesSection },
    { id: 'system', name: t('system'), icon: HeartIcon, group: t('installation'), needs, Content: SystemSection },
    { id: 'settings', name: t('settings'), icon: AdjustmentsHorizontalIcon, group: t('installation'), needs, Content: StandardsSection },
    { id: 'provisioning', name: t('provisioning'), icon: WrenchScrewdriverIcon, group: t('installation'), needs, Content: ProvisioningSection },
    { id: 'backup', name: t('backup'), icon: ArchiveBoxArrowDownIcon, group: t('installation'), needs, Content: BackupSection },
    { id: 'audit', name: t('audit'), icon: DocumentMagnifyingGlassIcon, group: t('installation'), needs, Content: SystemLog },
  ];
  return <SectionedPage name={t('administration')} base="/administration" sections={sections} chosen={section} />;
}
