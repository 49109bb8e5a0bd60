/** `npm run bench`: measures this checkout and writes docs/performance.md (bench/README.md says how). */
import '../bench/run.mjs';
