/** A small page until the real one is there: how AIMA is, signing in, the first account, invitations. Its files lie beside this one. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';

const TYPES: Readonly<Record<string, string>> = { html: 'text/html; charset=utf-8', css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' };

/** Addresses, and the file that stands behind each. */
const FILES: Readonly<Record<string, string>> = {
  '/': 'index.html', '/sign-in': 'index.html', '/new-password': 'new-password.html', '/welcome': 'welcome.html', '/invitation': 'invitation.html',
  '/page/page.css': 'page.css', '/page/words.js': 'words.js', '/page/api.js': 'api.js', '/page/index.js': 'index.js', '/page/machines.js': 'machines.js', '/page/account.js': 'account.js', '/page/link.js': 'link.js',
  '/page/new-password.js': 'new-password.js', '/page/sign-in-refusals.js': 'sign-in-refusals.js', '/page/icon.svg': 'icon.svg',
};

export async function pageRoutes(app: FastifyInstance): Promise<void> {
  for (const [url, name] of Object.entries(FILES)) {
    const content = readFileSync(path.join(import.meta.dirname, name));
    const etag = `"${createHash('sha256').update(content).digest('hex').slice(0, 24)}"`;
    app.get(url, { schema: { hide: true }, config: { rateLimit: false } }, (request, reply) => {
      void reply.header('etag', etag).header('cache-control', 'no-cache').type(TYPES[path.extname(name).slice(1)] ?? 'application/octet-stream');
      return request.headers['if-none-match'] === etag ? reply.status(304).send() : reply.send(content);
    });
  }
}
