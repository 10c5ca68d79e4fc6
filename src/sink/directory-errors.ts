import { codeOf, messageOf } from '../errors.ts';
import { SinkError } from './sink.ts';

interface Fault {
  readonly reason: string;
  readonly advice: string;
}

const full: Fault = {
  reason: 'disk_full',
  advice: 'Free space in it, or raise the quota; nothing else is needed',
};
const noRights: Fault = {
  reason: 'not_writable',
  advice: 'Give the user that Stormfold runs as the right to write there, or set STORMFOLD_SINK_DIRECTORY',
};
const noLinks: Fault = {
  reason: 'no_links',
  advice:
    'Set STORMFOLD_SINK_DIRECTORY to a file system with hard links; without them a file may be written over',
};
const noFolder: Fault = {
  reason: 'not_a_directory',
  advice: 'Move the file that stands in the way, or set STORMFOLD_SINK_DIRECTORY to another folder',
};

const faults: Readonly<Record<string, Fault>> = {
  ENOSPC: full,
  EDQUOT: full,
  EROFS: noRights,
  EACCES: noRights,
  EPERM: noRights,
  ENOTSUP: noLinks,
  EOPNOTSUPP: noLinks,
  ENOSYS: noLinks,
  EMLINK: noLinks,
  EXDEV: noLinks,
  EEXIST: noFolder,
  ENOTDIR: noFolder,
};

const otherwise: Fault = { reason: 'io', advice: 'See that the folder is there and its disk is healthy' };

/** All of these pass when somebody mends the folder, and a storm must not be given up before that. */
export function directoryError(error: unknown, directory: string): SinkError {
  if (error instanceof SinkError) return error;
  const { reason, advice } = faults[codeOf(error) ?? ''] ?? otherwise;
  const message = `cannot write to ${directory}: ${messageOf(error)}`;
  return new SinkError(message, { verdict: 'retry', reason, advice, cause: error });
}
