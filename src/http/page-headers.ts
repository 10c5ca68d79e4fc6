import type { RequestHandler } from 'express';
import { contentSecurityPolicy, referrerPolicy, xContentTypeOptions, xFrameOptions } from 'helmet';

/** Directives by name, beside those that all pages have; nothing that is not named here is allowed. */
export type PagePolicy = Readonly<
  Record<'scriptSrc' | 'styleSrc' | 'imgSrc' | 'fontSrc' | 'baseUri', string[]>
>;

/**
 * The headers of a page that is shown to a person: nothing from outside, and in no frame. Each on its own and not helmet's
 * default: that asks for https, on which a page fails when it comes over plain http under another name than localhost.
 */
export function pageHeaders(policy: PagePolicy): RequestHandler[] {
  return [
    contentSecurityPolicy({
      useDefaults: false,
      directives: {
        ...{
          defaultSrc: ["'none'"],
          connectSrc: ["'self'"],
          formAction: ["'none'"],
          frameAncestors: ["'none'"],
        },
        ...policy,
      },
    }),
    // Not no-referrer: under that browsers send `Origin: null`, which looks like another site's page.
    referrerPolicy({ policy: 'same-origin' }),
    xContentTypeOptions(),
    xFrameOptions({ action: 'deny' }),
  ];
}
