import { readFileSync } from 'node:fs';
import type { AppViewRoute } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import type { Express } from 'express';

import { dressPage, sheetRoute } from './dress-page.ts';

// At start: a package without it is found out before anybody looks at the board.
const sheet = readFileSync(new URL('theme.css', import.meta.url), 'utf8');

/** Serves the board as its own adapter does, with every page dressed as ours. */
export class DressedAdapter extends ExpressAdapter {
  override setEntryRoute(entry: AppViewRoute): this {
    this.app[entry.method](entry.route, (_request, response, next) => {
      const { name, params } = entry.handler({ basePath: this.basePath, uiConfig: this.uiConfig });
      response.render(name, params, (error: Error | null, html: string) => {
        if (error) next(error);
        else response.send(dressPage(html, this.basePath));
      });
    });
    // Asked for again each time: after an upgrade, no page may be seen in the clothes of before.
    this.app.get(sheetRoute, (_request, response) => {
      response.type('css').set('Cache-Control', 'no-cache').send(sheet);
    });
    return this;
  }

  override getRouter(): Express {
    return this.app.disable('x-powered-by');
  }
}
