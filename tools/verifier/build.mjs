/**
 * Makes `tools/verify.mjs` and `tools/verify.html` out of the modules here: each is one file without dependencies.
 * `node tools/verifier/build.mjs` writes them; a test holds what is committed against what this makes.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const core = [
  'bytes',
  'tree',
  'note',
  'leaf',
  'operations',
  'query',
  'report',
  'log-names',
  'said-of-log',
  'hand-overs',
  'checkpoint',
  'export-folder',
  'proof',
  'zip',
  'files',
  'der',
  'web-crypto',
  'rsa-pss',
  'signature',
  'certificate',
  'cms',
  'time-stamp',
  'bundle-signature',
  'bundle-files',
  'bundle',
  'verify',
];
const made = 'Made by tools/verifier/build.mjs from the modules beside it: change those.';

const source = (name) => readFileSync(join(here, name), 'utf8');

/** A module without what joins it to its siblings; what it takes from Node stays. */
function inlined(name) {
  return source(`${name}.mjs`)
    .replace(/^import [^;]* from '\.\/[^']+';\n/gm, '')
    .replace(/^export /gm, '')
    .trim();
}

function joined(modules) {
  return modules.map((name) => `// ${name}\n${inlined(name)}`).join('\n\n');
}

/** What the page's policy lets in: this text and no other. */
function hashOf(text) {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

export function buildVerifiers() {
  const node = inlined('node');
  const imports = node.match(/^import .*$/gm).join('\n');
  const program = `#!/usr/bin/env node\n// ${made}\n${imports}\n\n${joined(core)}\n\n${node.replace(/^import .*\n/gm, '').trim()}\n`;
  const style = source('page.css').trim();
  const script = `// ${made}\n${joined(core)}\n\n${inlined('page')}`;
  const page = source('page.html')
    .replace('{style hash}', hashOf(style))
    .replace('{script hash}', hashOf(script))
    .replace(/<style>.*<\/style>/s, () => `<style>${style}</style>`)
    .replace(/(<script[^>]*>).*<\/script>/s, (_all, tag) => `${tag}${script}</script>`);
  return { 'verify.mjs': program, 'verify.html': page };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, content] of Object.entries(buildVerifiers())) writeFileSync(join(here, '..', name), content);
}
