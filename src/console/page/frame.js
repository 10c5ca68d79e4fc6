import { useEffect } from 'preact/hooks';

import { html } from './html.js';
import { nextTheme, themeName, useTheme } from './theme.js';

/**
 * What all pages have around them.
 * @param {{ title: string, live: import('./live.js').Live, children: unknown }} props
 */
export function Frame({ title, live, children }) {
  const [theme, setTheme] = useTheme();
  useEffect(() => {
    document.title = title === '' ? 'Stormfold' : `${title} · Stormfold`;
  }, [title]);
  const { connected, trouble } = live;
  return html`
    <a class="skip" href="#main">Skip to the storms</a>
    <header class="bar">
      <a class="brand" href="/">Stormfold</a>
      <nav aria-label="Pages">
        <a href="/" aria-current=${location.pathname === '/' ? 'page' : undefined}>Storms</a>
        <a href="/queues">Queues</a>
      </nav>
      <span class=${`live ${connected && !trouble ? 'on' : 'off'}`} role="status">
        ${connected && !trouble ? 'live' : 'not live'}
      </span>
      <button type="button" onClick=${() => setTheme(nextTheme(theme))}>Theme: ${themeName(theme)}</button>
    </header>
    <main id="main" tabindex="-1">
      ${trouble && html`<p class="trouble" role="alert">${trouble}</p>`} ${children}
    </main>
  `;
}
