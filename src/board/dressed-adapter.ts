import type { AppViewRoute } from '@bull-board/api/typings/app';
import { ExpressAdapter } from '@bull-board/express';
import type { Express } from 'express';

import { dressPage, sheet } from './dress-page.ts';

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
    // By its folder: a checkout somewhere below a folder that begins with a dot would otherwise get a 404.
    this.app.get(sheet.route, (_request, response) => {
      response.sendFile(sheet.file, { root: import.meta.dirname });
    });
    return this;
  }

  override getRouter(): Express {
    return this.app.disable('x-powered-by');
  }
}
