import { expect, it } from 'vitest';

import { dressPage } from '../../src/board/dress-page.ts';

const page = `<head>
    <link rel="icon" href="static/images/logo.svg">
    <link href="https://fonts.example/css2?family=A&display=swap" rel="stylesheet">
<link href="static/css/main.css" rel="stylesheet"></head>
<body class="preload">
<div id="root"></div></body>`;

it('links our sheet last, so that it replaces what it says otherwise', () => {
  const links = [...dressPage(page, '/queues').matchAll(/<link\b[^>]*href="([^"]*)"/g)].map(
    ([, href]) => href,
  );
  expect(links).toEqual(['static/images/logo.svg', 'static/css/main.css', '/queues/stormfold.css']);
});

it('puts the bar before all else in the body', () => {
  expect(dressPage(page, '/queues')).toContain(
    '<body class="preload">\n<nav id="stormfold" aria-label="Stormfold"><a href="/">Stormfold</a><a href="/">Storms</a>' +
      '<a href="/queues" aria-current="true">Queues</a></nav>\n<div id="root">',
  );
});

it('takes no other address of its own than where the board is mounted', () => {
  expect(dressPage(page, '/ops/board')).toContain('href="/ops/board/stormfold.css"');
  expect(dressPage(page, '/ops/board')).toContain('<a href="/ops/board" aria-current');
});
