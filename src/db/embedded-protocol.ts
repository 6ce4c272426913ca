/** What the embedded database's thread is asked and answers. Both ends are the same version of this program. */

export type ThreadRequest =
  | { id: number; ask: 'query'; text: string; params: unknown[]; rowMode: 'array' | 'object' }
  | { id: number; ask: 'exec'; text: string }
  | { id: number; ask: 'listen'; channel: string }
  | { id: number; ask: 'close' };

export interface QueryResult {
  rows: unknown[];
  fields: { name: string; dataTypeID: number }[];
  affectedRows?: number;
}

export type ThreadReply =
  | { id: number; result?: QueryResult }
  | { id: number; error: SentError; broken: boolean }
  | { opened: true }
  | { failed: SentError }
  | { notified: string; payload: string };

/** An error between threads: structured cloning would keep neither its class nor its fields. */
export interface SentError {
  message: string;
  /** SQLSTATE or the code of a system error, and what else is said beside it. */
  fields: Record<string, string | number | boolean>;
}

const isPlain = (value: unknown): value is string | number | boolean => ['string', 'number', 'boolean'].includes(typeof value);

export function sendError(error: unknown): SentError {
  const all: [string, unknown][] = typeof error === 'object' && error !== null ? Object.entries(error) : [];
  // The query and its values are known on the other side.
  const fields = Object.fromEntries(all.flatMap(([name, value]) => (name !== 'query' && isPlain(value) ? [[name, value]] : [])));
  return { message: error instanceof Error ? error.message : String(error), fields };
}

export const receiveError = ({ message, fields }: SentError): Error => Object.assign(new Error(message), fields);
