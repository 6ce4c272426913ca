/** What the documents name is there: files of the repository, and links between pages. */
import { globSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const pages = ['README.md', 'CONTRIBUTING.md', ...readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md')).map((name) => path.join('docs', name))];

/** Files that a guide lets its reader make. */
const MADE = /black-frames/;

/** `a/{b,c}.ts` names two; `*` any. */
const named = (pattern: string): string[] => globSync(pattern, { cwd: ROOT });

test.each(pages)('%s names only what is there', (page) => {
  const text = readFileSync(path.join(ROOT, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const files = [...text.matchAll(/`((?:src|tests|contract|scripts|sdk|docs)\/[\w./*{},-]*\.(?:ts|mjs|md|json))`/g)].map(([, file = '']) => file);
  const links = [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)].map(([, link = '']) => path.normalize(path.join(path.dirname(page), link)));
  expect([...files, ...links].filter((name) => !MADE.test(name) && named(name).length === 0)).toEqual([]);
});
