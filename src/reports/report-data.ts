/** What a report page is made of; the page's own script reads the same shape from its embedded JSON. */
import type { Language, ResultDocument } from '@aima/contract';

export interface ReportKeyframe {
  atMs: number;
  /** Pixels of the JPEG. */
  width: number;
  height: number;
  jpegBase64: string;
}

export interface ReportInput {
  /** The document of one medium, validated. */
  document: ResultDocument;
  /** Small pictures of the medium in time order: filmstrip, evidence, and stand-in where the medium is missing. */
  keyframes: readonly ReportKeyframe[];
  /** Relative to the page, percent-encoded; null where nothing playable lies beside it. */
  mediaUrl: string | null;
  /** MIME type of what `mediaUrl` leads to. */
  mediaMime?: string;
  /** Language of everything on the page. */
  language: Language;
}

/** What lies in the page: the input, and what is worked out of it once. */
export interface ReportPageData extends ReportInput {
  /** Confidences in the light of other analyzers, by the id of the observation; only where they differ. */
  weighted: Readonly<Record<string, number>>;
}
