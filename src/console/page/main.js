import { render } from 'preact';

import { html } from './html.js';
import { Overview } from './overview.js';
import { StormPage } from './storm-page.js';

const root = document.getElementById('page');
if (!root) throw new Error('the page has no place for the console');

const [, stormId] = /^\/storms\/([^/]+)\/?$/.exec(location.pathname) ?? [];
render(stormId ? html`<${StormPage} id=${stormId} />` : html`<${Overview} />`, root);
