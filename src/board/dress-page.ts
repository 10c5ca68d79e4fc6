/** Where the stylesheet is, below the board's path. */
export const sheetRoute = '/stormfold.css';

/**
 * The board's page in the console's clothes: with the bar and our stylesheet, and without its link to a font elsewhere,
 * which the policy would block with an error in the browser's console. No scripts: they may only come from files.
 */
export function dressPage(html: string, basePath: string): string {
  return html
    .replaceAll(/\s*<link\b[^>]*\bhref="https?:[^>]*>/g, '')
    .replace('</head>', `<link href="${basePath}${sheetRoute}" rel="stylesheet"></head>`)
    .replace(/<body\b[^>]*>/, (body) => `${body}\n${bar(basePath)}`);
}

// `true` and not `page`: the same bar stands over every queue and job.
function bar(basePath: string): string {
  return [
    '<nav id="stormfold" aria-label="Stormfold">',
    '<a href="/">Stormfold</a>',
    '<a href="/">Storms</a>',
    `<a href="${basePath}" aria-current="true">Queues</a>`,
    '</nav>',
  ].join('');
}
