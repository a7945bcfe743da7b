// Loads the parts of a module that only some visits need; src/widget/later.rs and src/console/page/parts.rs say which.
// The release step stamps the names of their files into PARTS, exports a loader a part, and bundles this with the glue.
import { initSync } from "./first.js";

const PARTS = /*stamped*/ {};

const loading = {};
// A file is run once; one that failed may be tried again.
const run = (file) =>
  (loading[file] ||= (async () => {
    const reply = await fetch(new URL(file, import.meta.url));
    if (!reply.ok) throw `${reply.url}: ${reply.status}`;
    // Not streamed: a host that serves .wasm under another type is common, and these files are small.
    await WebAssembly.instantiate(await reply.arrayBuffer(), { __wasm_split: initSync() });
  })().catch((error) => {
    delete loading[file];
    throw error;
  }));

const part = (name) => async (callback, data) => {
  let done = true;
  try {
    // In order: a later file may stand on an earlier one.
    for (const file of PARTS[name]) await run(file);
  } catch (error) {
    console.warn("Tandem:", error);
    done = false;
  }
  initSync().__indirect_function_table.get(callback)(data, done);
};
