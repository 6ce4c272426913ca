/** Who asks: found before anything of the request is read, kept until the limits were counted, then held against what the route demands. */
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { requirePermission, type Principal } from '../auth/principal.ts';
import { AppError } from '../kernel/app-error.ts';
import type { OperationAccess } from './operation.ts';

export interface Asked {
  /** Workspace in which the caller wants to act (header `aima-workspace`), where an account has several. */
  workspaceId?: string;
  /** Address of the caller, as the trusted proxies say it. */
  ip: string;
}

/**
 * Cookie, bearer token or API key become a principal; undefined without any.
 *
 * @throws AppError SIGN_IN_REQUIRED for what is wrong, expired or revoked; FORBIDDEN for a workspace that is not theirs
 */
export type Authenticate = (headers: IncomingHttpHeaders, asked: Asked) => Promise<Principal | undefined>;

const WORKSPACE_HEADER = 'aima-workspace';
const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** @throws AppError INVALID_MESSAGE */
export function askedOf(request: FastifyRequest): Asked {
  const given = request.headers[WORKSPACE_HEADER];
  if (given === undefined) return { ip: request.ip };
  if (typeof given !== 'string' || !UUID.test(given)) throw new AppError('INVALID_MESSAGE', 'The header aima-workspace is the id of a workspace.', { header: WORKSPACE_HEADER });
  return { workspaceId: given.toLowerCase(), ip: request.ip };
}

/** A hook. What is wrong with the credentials is told after the limits were counted, so that guessing is limited too. */
export const identify = (authenticate: Authenticate, access: OperationAccess) => async (request: FastifyRequest): Promise<void> => {
  if (access === 'public') return;
  try {
    request.principal = await authenticate(request.headers, askedOf(request)) ?? null;
  } catch (error) {
    request.refused = error instanceof Error ? error : new Error(String(error));
  }
};

/** @throws AppError SIGN_IN_REQUIRED, FORBIDDEN */
function admit(request: FastifyRequest, access: OperationAccess): void {
  if (access === 'public') return;
  if (request.refused !== null) throw request.refused;
  if (!request.principal) throw new AppError('SIGN_IN_REQUIRED', 'This needs a signed-in user or an API key.');
  if (access !== 'signed_in') requirePermission(request.principal, access);
}

/** A hook that runs before the body is read. */
export const permit = (access: OperationAccess) => async (request: FastifyRequest): Promise<void> => { admit(request, access); };

/** Whose share of the limits a request takes. */
export const callerOf = (request: FastifyRequest): string => request.principal?.actor ?? `ip:${request.ip}`;
