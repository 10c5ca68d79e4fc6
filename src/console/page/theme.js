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
    localStorage.setItem(key, theme);
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

function stored() {
  return localStorage.getItem(key);
}
