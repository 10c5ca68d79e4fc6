import type { RequestHandler } from 'express';
import { contentSecurityPolicy, referrerPolicy, xContentTypeOptions, xFrameOptions } from 'helmet';

/**
 * Nothing from outside, no inline code but the map of imports, no inline styles. Each header on its own and not helmet's
 * default, which asks for https: a console over plain http under another name than localhost would stay blank.
 */
export function pageHeaders(importMapHash: string): RequestHandler[] {
  return [
    contentSecurityPolicy({
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", importMapHash],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    }),
    // Not no-referrer: under that browsers send `Origin: null`, which looks like another site's page.
    referrerPolicy({ policy: 'same-origin' }),
    xContentTypeOptions(),
    xFrameOptions({ action: 'deny' }),
  ];
}
