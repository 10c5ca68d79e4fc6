#!/usr/bin/env node
/** Where the packed `stormfold` begins. An older Node would fail somewhere in the rest, or do nothing without a word. */
const [major = 0] = process.versions.node.split('.').map(Number);

if (major < 24) {
  process.stderr.write(
    `error: Stormfold needs Node 24 or newer, and this is ${process.versions.node}\n` +
      'Install a newer one and call it with that: https://nodejs.org\n',
  );
  process.exitCode = 1;
} else {
  const { main } = await import('./main.ts');
  await main(process.argv);
}
