/**
 * Words that others wrote or said, for a model to know of: the user's own about the medium, speech, text in the picture,
 * earlier captions. They travel as one line of JSON between marks, so nothing in them can end it, and the model is told
 * that they are data. What it makes of them is checked by a schema and only ever shown, never carried out.
 */
import type { Observation } from '@aima/contract';
import { z } from 'zod';

/** How many names, and most characters of a name and of a text: each question carries all of it. */
export const USER_CONTEXT_LIMITS = { names: 50, name: 100, text: 2000 } as const;

/** What the user knows of the medium (ANA-22); empty by default. */
export const UserContext = z.object({
  /** Of persons who may appear. */
  names: z.array(z.string().max(USER_CONTEXT_LIMITS.name)).max(USER_CONTEXT_LIMITS.names).default([]),
  description: z.string().max(USER_CONTEXT_LIMITS.text).default(''),
  notes: z.string().max(USER_CONTEXT_LIMITS.text).default(''),
});
export type UserContext = z.infer<typeof UserContext>;

export interface Material {
  fromTheUser?: Partial<UserContext>;
  spoken?: { fromSecond: number; text: string }[];
  writtenInThePicture?: { fromSecond: number; text: string }[];
  /** Captions of what came before. */
  before?: { fromSecond: number; text: string }[];
}

const MOST_LINES = 20;
const MOST_CHARACTERS = 300;

/** Control characters, and those that turn the direction of writing. */
const INVISIBLE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+/gu;

/** One line of plain words. */
export const plainWords = (text: string): string => text.replace(INVISIBLE, ' ').replace(/ {2,}/g, ' ').trim();

const seconds = (ms: number): number => Math.round(ms) / 1000;

/** The words of others that fall into a stretch, as far as they are heard. */
export function linesOf(found: readonly Observation[], startMs: number, endMs: number): { fromSecond: number; text: string }[] {
  return found.filter((item) => item.text !== undefined && item.startMs <= endMs && item.endMs >= startMs).slice(0, MOST_LINES)
    .map((item) => ({ fromSecond: seconds(item.startMs), text: plainWords(item.text ?? '').slice(0, MOST_CHARACTERS) }));
}

/** What there is of the user's words. */
export function toldBy({ names, description, notes }: UserContext): Pick<Material, 'fromTheUser'> {
  const told = { ...(names.length > 0 ? { names: names.map(plainWords) } : {}), ...(description === '' ? {} : { description: plainWords(description) }), ...(notes === '' ? {} : { notes: plainWords(notes) }) };
  return Object.keys(told).length > 0 ? { fromTheUser: told } : {};
}

const isEmpty = (part: unknown): boolean => part === undefined || (Array.isArray(part) && part.length === 0);

/** The block, with a line break behind it; '' where there is nothing to tell. */
export function materialBlock(material: Material): string {
  const told = Object.fromEntries(Object.entries(material).filter(([, part]) => !isEmpty(part)));
  if (Object.keys(told).length === 0) return '';
  const line = JSON.stringify(told).replace(/[<>]/g, (mark) => (mark === '<' ? '\\u003c' : '\\u003e'));
  return `<material>\n${line}\n</material>\n`;
}
