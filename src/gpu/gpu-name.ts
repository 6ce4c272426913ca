/** One name for one GPU, whoever rents it out: `NVIDIA GeForce RTX 4090` and `RTX_4090` are an `RTX 4090`. */

const REWRITES: readonly (readonly [RegExp, string])[] = [
  [/_/g, ' '],
  [/\b(nvidia|geforce|tesla)\b/gi, ' '],
  // The sizes of memory stand elsewhere.
  [/\b\d+ ?GB\b/gi, ' '],
  [/\bSXM\d\b/gi, 'SXM'],
  [/\bHBM3e?\b/gi, 'SXM'],
  [/\bPCIe\b/gi, 'PCIE'],
  [/-(?=SXM|PCIE)/g, ' '],
  [/ ?Ada(?: Generation)?\b/gi, ' Ada'],
  [/[\s-]+$/g, ''],
  [/\s+/g, ' '],
];

export const gpuName = (told: string): string => REWRITES.reduce((name, [pattern, by]) => name.replace(pattern, by), told).trim();
