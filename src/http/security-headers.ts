/** Headers that tell a browser what pages of this server may do: everything from here, nothing from elsewhere, nothing inline. */
import type { FastifyHelmetOptions } from '@fastify/helmet';

export const contentPolicy = (https: boolean): FastifyHelmetOptions => ({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:', 'blob:'],
      mediaSrc: ["'self'", 'blob:'],
      fontSrc: ["'self'"],
      connectSrc: ["'self'"],
      workerSrc: ["'self'", 'blob:'],
      manifestSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' },
  strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
  // Over plain http browsers ignore it with a warning.
  crossOriginOpenerPolicy: https ? { policy: 'same-origin' } : false,
  xFrameOptions: { action: 'deny' },
});
