// Starts the console under a strict CSP: no inline script, and the glue is told where its wasm lies.
// `cargo xtask dist` stamps hashed names over those below.
import start from "./console.js";

// Who is signed in and what the inbox holds are asked for while the code is on its way; `early.rs` takes the answers. A
// sign-in link comes first: until it is spent nobody is signed in.
const ask = async (path) => {
  const reply = await fetch("/api/v1/agent/" + path);
  return { status: reply.status, body: reply.ok ? await reply.json() : undefined };
};
if (!location.hash.startsWith("#code=")) {
  const session = ask("session").catch(() => undefined);
  const listed = session.then((answer) => (answer?.status === 200 ? ask("conversations") : undefined));
  globalThis.tandemEarly = { session, conversations: listed.catch(() => undefined) };
}

const loaded = start({ module_or_path: new URL("./console_bg.wasm", import.meta.url) });

// What is mounted lives as long as somebody holds it.
globalThis.tandemConsole = loaded.catch((cause) => {
  console.error(cause);
  // No words of ours are loaded at this point, so it is said in both languages.
  document.body.textContent =
    "The console could not start: this browser or its settings refuse WebAssembly, or a file is missing. " +
    "客服台无法启动：浏览器不支持 WebAssembly，或缺少文件。";
});

// The styles of pages that are opened now and then, which the release step leaves aside as `rel="later"`.
globalThis.tandemStyles = () =>
  Promise.all(
    [...document.querySelectorAll('link[rel="later"]')].map(
      (link) =>
        new Promise((done) => {
          link.onload = link.onerror = done;
          link.rel = "stylesheet";
        }),
    ),
  );

// The engine comes with the first conversation or page that may need it, not with the console.
const PACKS = ["./packs/en.txt", "./packs/zh.txt"];
const pack = async (path) => {
  const reply = await fetch(new URL(path, import.meta.url));
  if (!reply.ok) throw `${reply.url}: ${reply.status}`;
  return new Uint8Array(await reply.arrayBuffer());
};
let engine;
const made = async (make) => {
  engine ||= Promise.all([import("./suggest.js"), ...PACKS.map(pack)]).then(async ([glue, ...packs]) => {
    await glue.default({ module_or_path: new URL("./suggest_bg.wasm", import.meta.url) });
    return [glue, packs];
  });
  try {
    return make(...(await engine));
  } catch (cause) {
    engine = undefined;
    throw cause;
  }
};
globalThis.tandemAdviser = (material) => made((glue, packs) => new glue.Adviser(material, packs));
globalThis.tandemWorkbench = () => made((glue, packs) => new glue.Workbench(packs));
