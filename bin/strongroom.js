#!/usr/bin/env node
'use strict';
const { existsSync } = require('node:fs');
const { join } = require('node:path');

const program = join(__dirname, '..', 'dist', 'src', 'cli.js');
if (!existsSync(program)) {
  process.stderr.write('The program is not built yet. Run: npm run build\n');
  process.exit(2);
}
require(program);
