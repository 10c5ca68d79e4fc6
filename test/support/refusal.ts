import { SinkError } from '../../src/sink/sink.ts';

/** The SinkError that a sink refused with. Fails where it took the storm, or threw anything else. */
export async function refusalOf(submitted: Promise<unknown>): Promise<SinkError> {
  const error: unknown = await submitted.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SinkError)) throw new Error('not refused with a SinkError', { cause: error });
  return error;
}
