/**
 * Where analyzers agree, contradict or complete each other, and which measurements rise and fall together. Each finding
 * names the observations it rests on and how it shifts their confidence; they themselves stay as they were found. By rules
 * (lib/cross/relations.ts) over whatever else runs; the method of shifting is in contract/weighted-confidence.ts.
 */
import type { Language } from '@aima/contract';
import { defineAnalyzer } from '@aima/sdk';
import { CrossFinding, crossFindings, isAlone } from './lib/cross/cross-finding.ts';
import { crossSentence } from './lib/cross/cross-sentences.ts';
import { HEARD } from './lib/cross/relations.ts';

const alone: Readonly<Record<Language, string>> = {
  en: 'There are no findings of two analyzers that could be compared; choose others with it.',
  de: 'Es gibt keine Ergebnisse zweier Analysatoren, die sich vergleichen ließen; andere müssen mitlaufen.',
};

export const crossAnalyzerIntelligence = defineAnalyzer({
  name: 'cross_analyzer_intelligence',
  version: 1,
  method: 'rule',
  reads: { hears: HEARD },
  finding: CrossFinding,
  sentence: { en: (finding) => crossSentence(finding, 'en'), de: (finding) => crossSentence(finding, 'de') },
  open: ({ medium, upstream, ran, language, emit }) => ({
    finish({ analysedMs }) {
      const heard = { kind: medium.kind, durationMs: medium.kind === 'image' ? 0 : analysedMs, of: upstream, ran };
      if (isAlone(heard)) return { notRun: 'nothing_to_compare', message: alone[language] };
      for (const finding of crossFindings(heard)) emit(finding);
      return undefined;
    },
  }),
});
