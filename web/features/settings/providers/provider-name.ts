import { useWords } from './words.ts';

/** A provider that this page does not know keeps the name that the server gives it. */
export function useProviderName(): (name: string) => string {
  const t = useWords();
  return (name) => (name === 'local' || name === 'ssh' || name === 'runpod' || name === 'vastai' ? t(`name_${name}`) : name);
}
