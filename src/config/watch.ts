import { versionOf } from './file-version.ts';

/**
 * Whether a file has changed since it was read. It is asked again and again, because Kubernetes changes a mounted file by
 * moving a link above it, of which the file's own folder hears nothing.
 */
export class FileWatch {
  readonly #path: string;
  #read: string;
  #seen: string;

  /** To be made before the file is read: a change in between is then seen. */
  constructor(path: string) {
    this.#path = path;
    this.#read = this.#look();
    this.#seen = this.#read;
  }

  /** True once for each change, when it looks as it did the last time: half written, it could be valid and say little. */
  changed(): boolean {
    const version = this.#look();
    const isSettled = version === this.#seen;
    this.#seen = version;
    if (!isSettled || version === this.#read) return false;
    this.#read = version;
    return true;
  }

  /** The file is about to be read: nothing is to be said of it until it changes again. */
  reading(): void {
    this.#seen = this.#look();
    this.#read = this.#seen;
  }

  #look(): string {
    try {
      return versionOf(this.#path);
    } catch {
      // A folder on the way that may not be entered, or a link to itself: reading it says which.
      return 'unreadable';
    }
  }
}
