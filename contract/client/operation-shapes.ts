/** What an operation takes and gives, read from the types that openapi-typescript makes of docs/openapi.json. */

/** One row of the generated table. */
export interface OperationRow {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `{name}`. */
  path: string;
  /** May be repeated under an Idempotency-Key. */
  idempotent?: true;
}

type Absent<T> = [Exclude<T, undefined>] extends [never] ? true : false;

type PathOf<O> = O extends { parameters: { path: infer Path } } ? { path: Path } : unknown;

type QueryOf<O> = O extends { parameters: { query: infer Query } } ? { query: Query }
  : O extends { parameters: { query?: infer Query } } ? (Absent<Query> extends true ? unknown : { query?: Exclude<Query, undefined> }) : unknown;

type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer Body } } } ? { body: Body }
  : O extends { requestBody?: infer Optional } ? (Absent<Optional> extends true ? unknown : Exclude<Optional, undefined> extends { content: { 'application/json': infer Body } } ? { body?: Body } : unknown) : unknown;

export type Input<O> = PathOf<O> & QueryOf<O> & BodyOf<O>;

type JsonAt<Responses, Status extends PropertyKey> = Responses extends Record<Status, { content: { 'application/json': infer Body } }> ? Body : never;

/** What the function gives: the JSON of the answer, or nothing. */
export type Output<O> = O extends { responses: infer Responses }
  ? JsonAt<Responses, 200> | JsonAt<Responses, 201> | JsonAt<Responses, 202> | (Responses extends Record<204, unknown> ? undefined : never)
  : never;

/** Of an operation that lists. */
export type ItemOf<O> = Output<O> extends { items: (infer Item)[] } ? Item : never;

export interface CallOptions {
  signal?: AbortSignal;
  /** In milliseconds; the client's own unless given. */
  timeoutMs?: number;
  /** Version that was read: the change fails with VERSION_CHANGED if it is another one now. */
  ifMatch?: number;
  /** Chosen by the client unless given, for operations that may be repeated. */
  idempotencyKey?: string;
}

/** `input` may be left out where nothing in it is required. */
type Call<O, Result> = Record<never, never> extends Input<O>
  ? (input?: Input<O>, options?: CallOptions) => Promise<Result>
  : (input: Input<O>, options?: CallOptions) => Promise<Result>;

/** One function per operation, by its id. */
export type OperationFunctions<Operations> = { [Id in keyof Operations]: Call<Operations[Id], Output<Operations[Id]>> };
