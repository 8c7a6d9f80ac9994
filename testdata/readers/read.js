// Copyright 2026 The dp authors
// SPDX-License-Identifier: Apache-2.0

// usage: read.js READER FILE...
//
// Reads each FILE with one of npm's readers, or Node's own, and prints a line of JSON for it: an
// object of names and values, or the error as a string.

'use strict';

const fs = require('fs');
const path = require('path');
const which = process.argv[2];
const quiet = { info() {}, error(text) { throw new Error(text); } };
const expansion = which === 'dotenv-expand' && require('dotenv-expand');
for (const name of Object.keys(process.env)) delete process.env[name];

function inFolder(file, read) {
  const folder = fs.mkdtempSync(path.join(path.dirname(file), 'env.'));
  fs.copyFileSync(file, path.join(folder, '.env'));
  return read(folder);
}

const readers = {
  node: (file) => require('util').parseEnv(fs.readFileSync(file, 'utf8')),
  dotenv: (file) => require('dotenv').parse(fs.readFileSync(file, 'utf8')),
  dotenv16: (file) => require('dotenv16').parse(fs.readFileSync(file, 'utf8')),
  'dotenv-expand': (file) =>
    expansion.expand({ processEnv: {}, parsed: require('dotenv').parse(fs.readFileSync(file, 'utf8')) }).parsed,
  dotenvx: (file) => require('@dotenvx/dotenvx').parse(fs.readFileSync(file, 'utf8'), { processEnv: {} }),
  next: (file) => inFolder(file, (folder) => require('@next/env').loadEnvConfig(folder, true, quiet, true).parsedEnv),
  vite: (file) => inFolder(file, (folder) => vite.loadEnv('development', folder, '')),
};
let vite;

async function main() {
  if (which === 'vite') vite = await import('vite');
  for (const file of process.argv.slice(3)) {
    let line;
    try {
      line = Object.fromEntries(Object.entries(readers[which](file)).map(([name, value]) => [name, String(value)]));
      if (Object.hasOwn(line, '__proto__')) line = 'it has a __proto__';
    } catch (error) {
      line = String(error);
    }
    // Another way out than console.log, which readers may have replaced.
    fs.writeSync(1, JSON.stringify(line) + '\n');
  }
}

main();
