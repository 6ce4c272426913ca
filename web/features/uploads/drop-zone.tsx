/** Where media come in: drop, choose, photograph, or take from the server. */
import { CloudArrowUpIcon } from '@heroicons/react/24/outline';
import { Camera, ChooseFiles, ChooseFolder, FromServer } from './pickers.tsx';
import { useWords } from './words.ts';

/** A drop is caught by the whole page; this shows that one may. */
export function DropZone() {
  const t = useWords();
  return (
    <div className="flex flex-col items-center gap-3 rounded-md border-2 border-dashed border-edge bg-canvas px-4 py-8 text-center">
      <CloudArrowUpIcon className="size-12 text-muted" aria-hidden />
      <div>
        <p className="text-base font-semibold pointer-coarse:hidden">{t('drop')}</p>
        <p className="max-w-prose text-muted pointer-coarse:hidden">{t('dropText')} {t('paste')}</p>
      </div>
      <div className="flex flex-wrap justify-center gap-2"><ChooseFiles /><Camera /><ChooseFolder /><FromServer /></div>
    </div>
  );
}
