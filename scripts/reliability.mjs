/** `npm run reliability -- --seed N [--kills 200] [--entries 100000] [--out FILE]`: kills sequencers and counts what is left. */
process.argv.splice(2, 0, 'reliability');
await import('../bench/run.mjs');
