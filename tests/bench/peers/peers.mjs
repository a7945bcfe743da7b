// Runs one bundled library over knowledge bases and questions, as a page would, and weighs the bundle.
//
// On standard input: {"bundle", "tasks": [{"knowledge", "rounds": [{"questions", "predictions"}]}]}, all of them paths.
// Each round's predictions go to its file, JSON a line in the form of `tandem evaluate`. On standard output:
// {"bytes", "brotli", "slowest_load_ms", "ask_ms", "asked"}; `ask_ms` is the sum over all questions.

import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { brotliCompressSync } from 'node:zlib';

/** Most entries of a prediction. */
const RANKED = 5;

const read = (path) => readFileSync(path, 'utf8');

// What a library has to say is not for our output.
console.log = console.info = console.warn = () => {};

const { bundle, tasks } = JSON.parse(read(0));
const { load } = await import(pathToFileURL(bundle));
const told = { bytes: 0, brotli: 0, slowest_load_ms: 0, ask_ms: 0, asked: 0 };

for (const { knowledge, rounds } of tasks) {
  const base = JSON.parse(read(knowledge));
  const start = performance.now();
  const ask = await load(base);
  told.slowest_load_ms = Math.max(told.slowest_load_ms, performance.now() - start);
  for (const { questions, predictions } of rounds) {
    writeFileSync(predictions, await answers(ask, read(questions)));
  }
}

async function answers(ask, questions) {
  const lines = [];
  for (const line of questions.split('\n').filter((line) => line.trim())) {
    const { text } = JSON.parse(line);
    const start = performance.now();
    const found = await ask(text);
    told.ask_ms += performance.now() - start;
    told.asked += 1;
    lines.push(JSON.stringify(prediction(text, found)));
  }
  return `${lines.join('\n')}\n`;
}

function prediction(text, found) {
  const ranked = found.slice(0, RANKED).map(([entry, confidence]) => ({ entry, confidence }));
  return { text, entry: ranked[0]?.entry ?? null, confidence: ranked[0]?.confidence ?? 0, ranked };
}

const code = readFileSync(bundle);
told.bytes = code.length;
told.brotli = brotliCompressSync(code).length;
process.stdout.write(JSON.stringify(told));
