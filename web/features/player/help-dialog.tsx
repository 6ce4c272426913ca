import { Fragment } from 'react';
import { Dialog } from '#ui/dialog.tsx';
import { KEY_HELP } from './model/key-map.ts';
import { useWords } from './words.ts';

/** All keys of the player. */
export function HelpDialog({ open, onClose }: { open: boolean; onClose(): void }) {
  const t = useWords();
  return (
    <Dialog open={open} onClose={onClose} title={t('help')}>
      <dl className="grid grid-cols-[1fr_auto] items-center gap-x-4 gap-y-2">
        {KEY_HELP.map(([name, keys]) => (
          <Fragment key={name}>
            <dt>{t(`keys_${name}`)}</dt>
            <dd className="flex flex-wrap justify-end gap-1">{keys.map((key) => <kbd key={key} className="numbers rounded-md border border-edge px-2 py-0.5 font-sans text-xs">{key}</kbd>)}</dd>
          </Fragment>
        ))}
      </dl>
    </Dialog>
  );
}
