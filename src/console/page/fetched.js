import { useEffect, useState } from 'preact/hooks';

/**
 * What an address of the API answers, asked again when `version` changes; until then the last answer stands.
 * @template T
 * @param {string} url
 * @param {(response: Response) => Promise<T>} read
 * @param {unknown} version
 * @returns {{ answer?: T, problem?: string }}
 */
export function useFetched(url, read, version) {
  const [state, setState] = useState(/** @type {{ answer?: T, problem?: string }} */ ({}));
  useEffect(() => {
    const stop = new AbortController();
    ask(url, read, stop.signal)
      .then((answer) => setState({ answer }))
      .catch((error) => {
        if (!stop.signal.aborted) setState((was) => ({ ...was, problem: String(error.message ?? error) }));
      });
    return () => stop.abort();
  }, [url, version]);
  return state;
}

/**
 * @template T
 * @param {string} url
 * @param {(response: Response) => Promise<T>} read
 * @param {AbortSignal} [signal]
 * @returns {Promise<T>}
 */
export async function ask(url, read, signal) {
  const response = await fetch(url, signal ? { signal } : {});
  if (response.ok) return read(response);
  const problem = await response.json().catch(() => ({ detail: `The answer was ${response.status}.` }));
  throw new Error(`${problem.detail} ${problem.advice ?? ''}`);
}
