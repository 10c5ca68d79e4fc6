import { asideRoutes } from './aside.ts';
import { documentRoute } from './document.ts';
import { letterActionRoutes } from './failed-actions.ts';
import { letterRoutes } from './failed.ts';
import { memberRoutes } from './members.ts';
import { resourceRoute } from './resource.ts';
import type { ApiRoute } from './route.ts';
import { stormRoutes } from './storms.ts';
import { totalsRoute } from './totals.ts';

/** Every route below `/api/v1`: the router mounts these, and the document describes them. */
export const apiRoutes: readonly ApiRoute[] = [
  ...stormRoutes,
  ...memberRoutes,
  resourceRoute,
  ...letterRoutes,
  ...letterActionRoutes,
  ...asideRoutes,
  totalsRoute,
  documentRoute(() => apiRoutes),
];
