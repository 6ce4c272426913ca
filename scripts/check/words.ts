/**
 * Words of the page: keys that nobody uses, and texts whose values differ between the languages. A missing key is an error of
 * types already.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

interface Entry { key: string; text: string }
export interface Dictionary { file: string; namespace: string; languages: Readonly<Record<'en' | 'de', readonly Entry[]>> }
/** Texts of the code that may name a key: literals, and templates as what stands before and behind their values. */
export interface Uses { literals: ReadonlySet<string>; templates: readonly { head: string; tail: string }[] }

const PLURAL = /_(?:one|other)$/;

const parse = (file: string, text: string): ts.SourceFile => ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS);

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => { visit(child, see); });
}

function entriesOf(node: ts.Expression | undefined): Entry[] {
  let object = node;
  while (object && (ts.isAsExpression(object) || ts.isSatisfiesExpression(object))) object = object.expression;
  if (!object || !ts.isObjectLiteralExpression(object)) return [];
  return object.properties.flatMap((property) => (ts.isPropertyAssignment(property) && (ts.isIdentifier(property.name) || ts.isStringLiteral(property.name))
    ? [{ key: property.name.text, text: ts.isStringLiteralLike(property.initializer) ? property.initializer.text : property.initializer.getText() }] : []));
}

export function dictionariesIn(file: string, text: string): Dictionary[] {
  const found: Dictionary[] = [];
  visit(parse(file, text), (node) => {
    if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression) || node.expression.text !== 'defineWords') return;
    const [namespace, en, de] = node.arguments;
    if (namespace && ts.isStringLiteralLike(namespace)) found.push({ file, namespace: namespace.text, languages: { en: entriesOf(en), de: entriesOf(de) } });
  });
  return found;
}

export function usesIn(file: string, text: string): Uses {
  const literals = new Set<string>();
  const templates: { head: string; tail: string }[] = [];
  visit(parse(file, text), (node) => {
    if (ts.isStringLiteralLike(node)) literals.add(node.text);
    if (ts.isTemplateExpression(node)) templates.push({ head: node.head.text, tail: node.templateSpans.at(-1)?.literal.text ?? '' });
  });
  return { literals, templates };
}

const isUsed = (key: string, { literals, templates }: Uses): boolean =>
  literals.has(key) || templates.some(({ head, tail }) => head.length + tail.length > 1 && /^\w*$/.test(head + tail) && key.length > head.length + tail.length && key.startsWith(head) && key.endsWith(tail));

const valuesOf = (text: string): string => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name))].sort().join(', ');

/** @param uses of all files that may know this dictionary */
export function problemsOf({ file, languages: { en, de } }: Dictionary, uses: readonly Uses[]): string[] {
  const stems = new Set(en.map(({ key }) => key.replace(PLURAL, '')));
  const unused = [...stems].filter((key) => !uses.some((each) => isUsed(key, each))).map((key) => `${file}: nobody uses '${key}'`);
  const differing = en.flatMap(({ key, text }) => {
    const other = de.find((each) => each.key === key);
    // Of a plural, one may do without its number.
    if (!other || key.endsWith('_one') || valuesOf(other.text) === valuesOf(text)) return [];
    return [`${file}: '${key}' has the values ${valuesOf(text) || 'none'} in English and ${valuesOf(other.text) || 'none'} in German`];
  });
  return [...unused, ...differing];
}

/** @returns one line each, empty when there is nothing to say */
export function wordProblems(root: string): string {
  const files = globSync('web/{app,features,lib,ui}/**/*.{ts,tsx}', { cwd: root }).filter((file) => !/\.test\.tsx?$/.test(file));
  const texts = new Map(files.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
  const dictionaries = [...texts].flatMap(([file, text]) => (text.includes('defineWords(') ? dictionariesIn(file, text) : []));
  const homes = new Set(dictionaries.map(({ file }) => file));
  const uses = [...texts].flatMap(([file, text]) => (homes.has(file) && /(?:^|[/-])words[^/]*\.ts$/.test(file) ? [] : [{ folder: path.dirname(file), ...usesIn(file, text) }]));
  const names = dictionaries.map(({ namespace }) => namespace);
  const twice = names.filter((name, i) => names.indexOf(name) !== i).map((name) => `two dictionaries have the name '${name}'`);
  return [...twice, ...dictionaries.flatMap((each) => problemsOf(each, uses.filter(({ folder }) => `${folder}/`.startsWith(`${path.dirname(each.file)}/`))))].join('\n');
}
