import htm from 'htm';
import { h } from 'preact';

/** Markup as a tagged template: the browser runs it as it stands. */
export const html = htm.bind(h);
