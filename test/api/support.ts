import { apiRouter } from '../../src/api/api.ts';
import { apiSources } from '../../src/api/sources.ts';
import type { Instance } from '../../src/instance.ts';
import { type Answer, type Served, ask, serve } from '../http/support.ts';
import { type BenchOptions, IntakeBench } from '../intake/support.ts';

/** Intake with the API beside it, as `serve` mounts it. */
export function openApi(options: BenchOptions = {}): Promise<IntakeBench> {
  return IntakeBench.open({
    ...options,
    mount: (app, instance, gates) => {
      app.use('/api/v1', ...gates.operator, apiRouter(apiSources(instance)));
      options.mount?.(app, instance, gates);
    },
  });
}

/** The API alone, of an instance that others fill, asked from `/api/v1` on. */
export class ServedApi {
  readonly lines: Served['lines'];
  readonly #served: Served;

  private constructor(served: Served) {
    this.#served = served;
    this.lines = served.lines;
  }

  static async open(instance: Instance, operator?: string): Promise<ServedApi> {
    const router = apiRouter(apiSources(instance));
    const served = await serve((app) => {
      app.use((request, _response, next) => {
        if (operator !== undefined) Object.assign(request, { operator });
        next();
      });
      app.use('/api/v1', router);
    });
    return new ServedApi(served);
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(`${this.#served.url}/api/v1${path}`, { headers });
  }

  async post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return ask(`${this.#served.url}/api/v1${path}`, {
      method: 'POST',
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#served[Symbol.asyncDispose]();
  }
}

/** Every item of a list, page by page, and how many each page held. */
export async function walk(
  get: (path: string) => Promise<Answer>,
  path: string,
  name: string,
): Promise<{ items: Record<string, unknown>[]; sizes: number[] }> {
  const [items, sizes]: [Record<string, unknown>[], number[]] = [[], []];
  let cursor: string | undefined;
  do {
    const more = cursor === undefined ? '' : `${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
    const { status, body } = await get(path + more);
    if (status !== 200) throw new Error(`${path}${more} answered ${status}: ${JSON.stringify(body)}`);
    const page = body as { cursor?: string } & Record<string, Record<string, unknown>[]>;
    items.push(...(page[name] ?? []));
    sizes.push(page[name]?.length ?? 0);
    if (page.cursor !== undefined && page.cursor === cursor)
      throw new Error(`${path} stands still at ${cursor}`);
    cursor = page.cursor;
  } while (cursor !== undefined);
  return { items, sizes };
}
