import { defineWords } from '#lib/words.ts';

export const { useWords } = defineWords('pull', { release: 'Let go to read anew' }, { release: 'Loslassen, um neu zu lesen' });
