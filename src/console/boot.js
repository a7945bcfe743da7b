// Starts the console under a strict CSP: no inline script, and the glue is told where its wasm lies.
// `cargo xtask dist` stamps hashed names over the two below.
import start from "./console.js";

const loaded = start({ module_or_path: new URL("./console_bg.wasm", import.meta.url) });

// What is mounted lives as long as somebody holds it.
globalThis.tandemConsole = loaded.catch((cause) => {
  console.error(cause);
  // No words of ours are loaded at this point, so it is said in both languages.
  document.body.textContent =
    "The console could not start: this browser or its settings refuse WebAssembly, or a file is missing. " +
    "客服台无法启动：浏览器不支持 WebAssembly，或缺少文件。";
});
