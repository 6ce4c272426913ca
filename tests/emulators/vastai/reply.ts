/** How Vast.ai answers: mostly `{success, error, msg}`, at times something else. */

export const ok = (body: Record<string, unknown> = {}): Response => Response.json({ success: true, ...body });

export const failure = (status: number, error: string, msg = '', more: Record<string, unknown> = {}): Response =>
  Response.json({ success: false, error, msg, ...more }, { status });

export const noSuchInstance = (id: number): Response => failure(404, 'no_such_instance', `Instance ${id} not found.`);

/** The offer is gone, in the ways in which that has been told. */
export function noSuchAsk(ask: number, shape: string): Response {
  if (shape === '410') return failure(410, 'no_such_ask', `error 410/3907: no_such_ask ${ask} is no longer available.`);
  if (shape === '400') return failure(400, 'no_such_ask', `Instance type by id ${ask} is not available.`);
  return failure(404, 'invalid_args', `error 404/3603: no_such_ask ${ask} is not available.`);
}

/** Of the gateway before the API. */
export const serverError = (shape: string): Response =>
  shape === 'html'
    ? new Response('<html><body><h1>502 Bad Gateway</h1></body></html>', { status: 502, headers: { 'content-type': 'text/html' } })
    : failure(shape === '502' ? 502 : 500, 'internal', 'Internal server error');

/** Cut off in the middle, with its status of success. */
export const truncated = (body: unknown): Response => {
  const text = JSON.stringify(body);
  return new Response(text.slice(0, Math.max(1, Math.floor(text.length / 2))), { headers: { 'content-type': 'application/json' } });
};
