/**
 * Joins the page's modules into the one script that a report carries.
 * They are plain ES modules; only what the page uses is understood: `import { a, b } from './x.js'` and `export` before a declaration.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';

const PAGE_FOLDER = path.join(import.meta.dirname, 'page');
const ENTRY = 'main.js';

const IMPORT = /^import \{([^}]*)\} from '\.\/([a-z0-9-]+\.js)';$/gm;
const EXPORT = /^export (?=(?:async )?function |const |class )/gm;
/** Block comments that stand alone: the documentation, which needs not travel with each report. */
const LONE_COMMENT = /^[ \t]*\/\*\*(?:[^*]|\*(?!\/))*\*\/[ \t]*\n/gm;

type ReadModule = (fileName: string) => string;

const readPageModule: ReadModule = (fileName) => readFileSync(path.join(PAGE_FOLDER, fileName), 'utf8');

function withoutImports(fileName: string, source: string): string {
  const body = source.replace(IMPORT, (_line, names: string) => {
    if (/\bas\b/.test(names)) throw new Error(`${fileName}: an import must not rename, all modules share one scope.`);
    return '';
  });
  if (/^\s*import\b/m.test(body)) throw new Error(`${fileName}: an import that the joiner does not understand.`);
  const declarations = body.replace(EXPORT, '');
  if (/^\s*export\b/m.test(declarations)) throw new Error(`${fileName}: an export that the joiner does not understand.`);
  return declarations.replace(LONE_COMMENT, '').trim();
}

/** One script in which each module stands after those it imports. Throws on cycles and on unknown syntax. */
export function joinModules(entry: string, read: ReadModule): string {
  const parts: string[] = [];
  const done = new Set<string>();
  const open = new Set<string>();
  const visit = (fileName: string): void => {
    if (done.has(fileName)) return;
    if (open.has(fileName)) throw new Error(`The page's modules import each other in a circle at ${fileName}.`);
    open.add(fileName);
    const source = read(fileName).replaceAll('\r\n', '\n');
    for (const match of source.matchAll(IMPORT)) visit(match[2] ?? '');
    parts.push(withoutImports(fileName, source));
    done.add(fileName);
  };
  visit(entry);
  // In a block of strict code a name that two modules declare is a syntax error instead of a silent mix-up.
  const script = `'use strict';\n{\n${parts.join('\n\n')}\n}\n`;
  if (/<\/script|<!--/i.test(script)) throw new Error('The script would end its own element.');
  return script;
}

export const joinPageScript = (): string => joinModules(ENTRY, readPageModule);

const STYLE_SHEETS = ['tokens.css', 'layout.css', 'player.css', 'timeline.css', 'lists.css'];

export function joinPageStyle(): string {
  const style = STYLE_SHEETS.map((name) => readPageModule(name).replaceAll('\r\n', '\n').trim()).join('\n');
  if (/<\/style|url\(|@import/i.test(style)) throw new Error('The style must not end its element nor load anything.');
  return style;
}
