import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Makes certificates in a folder: `<name>.crt` and `<name>.key`. */
export class Certificates {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  path(file: string): string {
    return join(this.#folder, file);
  }

  authority(name: string): void {
    this.#run('req', '-x509', ...newKey, ...this.#out(name), '-subj', `/CN=${name}`);
  }

  /** One that an authority signs, for an address such as `IP:127.0.0.1`. */
  signed(name: string, authority: string, address: string): void {
    const [request, about] = [this.path(`${name}.csr`), this.path(`${name}.ext`)];
    writeFileSync(about, `subjectAltName=${address}`);
    this.#run('req', ...newKey, '-keyout', this.path(`${name}.key`), '-out', request, '-subj', `/CN=${name}`);
    const signer = ['-CA', this.path(`${authority}.crt`), '-CAkey', this.path(`${authority}.key`)];
    const out = ['-CAcreateserial', '-out', this.path(`${name}.crt`), '-extfile', about];
    this.#run('x509', '-req', '-in', request, ...signer, ...out);
  }

  #out(name: string): string[] {
    return ['-keyout', this.path(`${name}.key`), '-out', this.path(`${name}.crt`)];
  }

  #run(...args: string[]): void {
    execFileSync('openssl', args, { stdio: 'pipe' });
  }
}
