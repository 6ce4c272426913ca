/** One operation of the API: what it takes, gives and demands, in one place; route, checks and OpenAPI are made from it. */
import type { Readable } from 'node:stream';
import type { ErrorCode, Language, Permission } from '@aima/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Principal } from '../auth/principal.ts';

type Parsed<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/** `public`: nobody need be signed in. `signed_in`: any account, in whichever workspace. */
export type OperationAccess = Permission | 'public' | 'signed_in';

export interface Call<Access extends OperationAccess, Params, Query, Body> {
  params: Parsed<Params>;
  query: Parsed<Query>;
  body: Parsed<Body>;
  principal: Access extends 'public' ? undefined : Principal;
  language: Language;
  /** Aborts when the client is gone or the server stops. */
  signal: AbortSignal;
  /** Version that the client read (`If-Match`), where it named one. */
  ifMatch?: number;
  request: FastifyRequest;
  reply: FastifyReply;
}

/** What a handler gives: the result, a stream of what `streams` names, or the reply that it sent itself. */
type Answer<Result> = Result extends z.ZodType ? z.input<Result> | Readable | FastifyReply : unknown;

export interface OperationSpec<Access extends OperationAccess, Params, Query, Body, Result> {
  /** camelCase verb and noun: the name of the function in the client. */
  id: string;
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters as `:name`; below `/api/v1` unless `root` is set. */
  path: string;
  /** True: not below `/api/v1`. */
  root?: true;
  tag: string;
  summary: string;
  description?: string;
  access: Access;
  params?: Params;
  query?: Query;
  body?: Body;
  /** Body of the answer; absent: 204 without one. */
  result?: Result;
  /** 200 with a result and 204 without, unless named. */
  status?: 200 | 201 | 202 | 204;
  /** Where the work goes on behind the answer it is 202, with the same body. */
  mayGoOn?: true;
  /** The answer is a stream of this type, sent by the handler as a Readable, with `result` as documentation at most. */
  streams?: string;
  /** Codes that this operation raises beside those that every one may. */
  errors?: readonly ErrorCode[];
  /** A repetition with the same `Idempotency-Key` gets the first answer and changes nothing. */
  idempotent?: true;
  /** Bytes; 1 MiB unless named. */
  bodyLimit?: number;
  /** Requests a minute and caller, where they differ from the general limit. */
  perMinute?: number;
  handle(call: Call<Access, Params, Query, Body>): Promise<Answer<Result>> | Answer<Result>;
}

/** An operation whose schemas matter to nobody but itself any more. */
export interface Operation extends Omit<OperationSpec<OperationAccess, z.ZodType | undefined, z.ZodType | undefined, z.ZodType | undefined, z.ZodType | undefined>, 'handle'> {
  handle(call: Call<OperationAccess, undefined, undefined, undefined>): unknown;
}

export const operation = <
  Access extends OperationAccess,
  Params extends z.ZodType | undefined = undefined,
  Query extends z.ZodType | undefined = undefined,
  Body extends z.ZodType | undefined = undefined,
  Result extends z.ZodType | undefined = undefined,
>(spec: OperationSpec<Access, Params, Query, Body, Result>): Operation =>
  // The table holds operations of all shapes; Fastify's validation has checked the parts before `handle` sees them.
  spec as unknown as Operation;
