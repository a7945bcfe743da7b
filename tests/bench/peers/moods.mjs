// Has one bundled library say how bad each text sounds, every text by itself.
//
// On standard input: {"bundle", "language", "texts"}, the bundle a path. On standard output: {"scores"}, a number for
// each text, more being worse; null where the library has no words for the language.

import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

// What a library has to say is not for our output.
console.log = console.info = console.warn = () => {};

const { bundle, language, texts } = JSON.parse(readFileSync(0, 'utf8'));
const { load } = await import(pathToFileURL(bundle));
const read = await load(language);

async function scores() {
  const found = [];
  for (const text of texts) found.push(await read(text));
  return found;
}

process.stdout.write(JSON.stringify({ scores: read && (await scores()) }));
