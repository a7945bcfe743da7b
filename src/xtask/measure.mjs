// Measures files: raw bytes, brotli at its best, and the integrity value that browsers compare.
// Reads a JSON list of paths from standard input, writes a JSON list of measures, same order.
// With `--keep` the compressed form stands beside each file as `<file>.br`.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, constants } from "node:zlib";

const keep = process.argv.includes("--keep");

const measure = (path) => {
  const content = readFileSync(path);
  const compressed = brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_LGWIN]: 22,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
  if (keep) writeFileSync(path + ".br", compressed);
  const digest = createHash("sha384").update(content).digest();
  return {
    raw: content.length,
    brotli: compressed.length,
    integrity: "sha384-" + digest.toString("base64"),
    hash: digest.toString("hex").slice(0, 10),
  };
};

console.log(JSON.stringify(JSON.parse(readFileSync(0, "utf8")).map(measure)));
