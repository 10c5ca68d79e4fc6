import { X509Certificate, createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { readText } from './token-files.ts';
import type { Config } from './types.ts';

type TlsFiles = Config['redis']['tls'];

/** The password in a file, without the line break that editors put behind it. Throws when the file can't be read. */
export function readPassword(path: string): string {
  return passwordIn(readFileSync(path, 'utf8'));
}

function passwordIn(content: string): string {
  return content.replace(/\r?\n$/, '');
}

/** What keeps a password file from being used. The path is not in it: it may be a password, put into the wrong variable. */
export function passwordFileProblem(path: string): string | undefined {
  const content = readText(path);
  if (content.fault !== undefined) return `${content.fault}; it takes the path of a file, not a password`;
  const password = passwordIn(content.text);
  if (password === '') return 'the file holds no password';
  return password.includes('\n') ? 'the file holds more than one line' : undefined;
}

/** What keeps one of the files for TLS from being used. */
export function tlsFileProblem(which: keyof TlsFiles, files: TlsFiles): string | undefined {
  const path = files[which];
  if (path === undefined) return undefined;
  const content = readText(path);
  if (content.fault !== undefined) return content.fault;
  const noun = which === 'keyFile' ? 'key' : 'certificate';
  if (!isPem(noun, content.text)) return `the file holds no ${noun} in PEM that can be read`;
  return which === 'keyFile' ? otherCertificate(content.text, files.certFile) : undefined;
}

function isPem(noun: 'key' | 'certificate', text: string): boolean {
  try {
    void (noun === 'key' ? createPrivateKey(text) : new X509Certificate(text));
    return true;
  } catch {
    return false;
  }
}

function otherCertificate(key: string, certFile: string | undefined): string | undefined {
  const certificate = certFile === undefined ? undefined : readText(certFile);
  if (certificate?.fault !== undefined || !certificate || !isPem('certificate', certificate.text))
    return undefined;
  const fits = new X509Certificate(certificate.text).checkPrivateKey(createPrivateKey(key));
  return fits ? undefined : 'is the key of another certificate than `redis.tls.certFile`';
}
