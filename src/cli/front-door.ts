import type { RequestListener } from 'node:http';

/** A listener whose app can be changed while it listens: probes are answered before there is anything to serve. */
export interface FrontDoor {
  readonly listener: RequestListener;
  open(app: RequestListener): void;
}

export function frontDoor(first: RequestListener): FrontDoor {
  let current = first;
  return {
    listener: (request, response) => current(request, response),
    open: (app) => {
      current = app;
    },
  };
}
