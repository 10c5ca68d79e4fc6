import { Document, Scalar, visit } from 'yaml';

import type { Resource } from './resource.ts';
import { unprintable } from './size.ts';

const plainKey = /^[A-Za-z][\w./-]*$/;

/**
 * A manifest as a file that `kubectl apply -f` reads as it was meant. Every text is quoted, and so is every unusual key:
 * kubectl reads YAML 1.1, in which `yes`, `1:30` and `2026-11-24` are no texts.
 */
export function manifestToYaml(manifest: Resource): string {
  const document = new Document(manifest, { compat: 'yaml-1.1', aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (place, node) => {
      const text: unknown = node.value;
      if (typeof text !== 'string') return;
      node.type = place === 'key' && plainKey.test(text) ? Scalar.PLAIN : Scalar.QUOTE_DOUBLE;
    },
  });
  const yaml = document.toString({ lineWidth: 0, doubleQuotedAsJSON: true });
  // Only quoted texts can hold these.
  return yaml.replaceAll(unprintable, (character) => escapeOf(character));
}

function escapeOf(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
