import { useEffect, useState } from 'preact/hooks';

/** @typedef {'' | 'light' | 'dark'} Theme '' is what the system says. */

const themes = /** @type {const} */ (['', 'light', 'dark']);
const key = 'stormfold-theme';

/** @returns {[Theme, (theme: Theme) => void]} */
export function useTheme() {
  const [theme, setTheme] = useState(themes.find((known) => known === stored()) ?? '');
  useEffect(() => {
    if (theme === '') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    store(theme);
  }, [theme]);
  return [theme, setTheme];
}

/** @param {Theme} theme */
export function nextTheme(theme) {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? '';
}

/** @param {Theme} theme */
export function themeName(theme) {
  return theme || 'system';
}

// A browser that keeps nothing for a site throws at the first touch, and the page would stay blank.
function stored() {
  try {
    return localStorage.getItem(key);
  } catch {
    return '';
  }
}

/** @param {Theme} theme */
function store(theme) {
  try {
    localStorage.setItem(key, theme);
  } catch {
    // It holds until the page is left.
  }
}
