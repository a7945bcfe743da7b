// The embed loader: draws the launcher at once in plain JavaScript and loads everything else when the visitor acts.
// The release step stamps the hashed names of the other files into ASSETS and minifies this file to `tandem.js`.
(() => {
  const ASSETS = /*stamped*/ {};
  const script = document.currentScript;
  const global = globalThis;
  const before = global.Tandem;
  // One instance a page: a second tag finds the first one's function and leaves it alone.
  if (!script || before?.version) return;

  const settings = { ...script.dataset };
  const base = new URL(".", script.src);
  const pack = () => {
    const language = (settings.lang || document.documentElement.lang || navigator.language).split("-")[0].toLowerCase();
    return ASSETS.packs[language] ? language : "en";
  };
  const chinese = () => pack() === "zh";
  const contacts = (settings.contact || "").split(/[\s,]+/).filter((url) => /^(https|mailto|tel):/i.test(url));
  const warned = (...words) => (console.warn("Tandem:", ...words), null);
  if (!settings.desk && !contacts.length) warned("visitors cannot reach a person: no data-desk, no data-contact");

  const host = document.createElement("tandem-widget");
  host.dataset.side = settings.position === "left" ? "left" : "right";
  const root = host.attachShadow({ mode: "open" });
  const sheet = (css) => {
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, made];
  };
  sheet(
    `:host{all:initial!important;display:block!important}.launcher{all:unset;box-sizing:border-box;position:fixed;z-index:2147483000;bottom:max(20px,env(safe-area-inset-bottom));${host.dataset.side}:20px;display:flex;align-items:center;gap:10px;height:52px;padding:0 20px 0 16px;border-radius:26px;font:600 15px/1 system-ui,sans-serif;color:#fff;background:var(--tandem-launcher,var(--tandem-cool,#0e6e6b));box-shadow:0 8px 24px -6px rgb(10 30 28/.45);cursor:pointer}.launcher:focus-visible{outline:3px solid #fff;outline-offset:-5px}.launcher[hidden]{display:none}.launcher i{flex:none;width:16px;height:16px;border-radius:50%;background:#fff}.launcher i+i{margin-left:-17px;background:#f2946b}.launcher b{min-width:20px;padding:3px 0;border-radius:10px;background:#b5481f;text-align:center;font-size:13px}.launcher b:empty{display:none}@media print{:host{display:none!important}}@media(forced-colors:active){.launcher{border:2px solid}}`,
  );
  const element = (name, ...children) => {
    const made = document.createElement(name);
    made.append(...children);
    return made;
  };
  const unread = element("b");
  const label = element("span");
  const launcher = element("button", element("i"), element("i"), label, unread);
  launcher.className = "launcher";
  launcher.ariaHasPopup = "dialog";
  const draw = () => {
    label.textContent = settings.label || (chinese() ? "咨询" : "Ask us");
    host.lang = chinese() ? "zh" : settings.lang || "en";
  };
  draw();
  root.append(launcher);
  document.documentElement.append(host);

  const emit = (name, detail) =>
    host.dispatchEvent(new CustomEvent("tandem:" + name, { detail, bubbles: true, composed: true }));
  const get = async (path, from = base, signal) => {
    const integrity = ASSETS.integrity?.[path];
    const reply = await fetch(new URL(path, from), { integrity, signal });
    if (!reply.ok) throw `${reply.url}: ${reply.status}`;
    return reply;
  };
  const bytes = async (...where) => new Uint8Array(await (await get(...where)).arrayBuffer());

  let widget, loading, styled;
  // With WebAssembly refused or files missing the launcher becomes the plain link that always works.
  const degrade = (error) => {
    warned(error);
    loading = null;
    emit("error", String(error));
    if (contacts.length) {
      const link = element("a", ...launcher.childNodes);
      link.className = "launcher";
      link.href = contacts[0];
      launcher.replaceWith(link);
    } else label.textContent = chinese() ? "加载失败，重试" : "Could not load, retry";
  };
  const load = () =>
    (loading ||= (async () => {
      const knowledge = settings.knowledge;
      // Everything a first answer needs, in parallel; a FAQ that fails or hangs still leaves the way to a person.
      const [glue, wasm, css, tables, faq] = await Promise.all([
        import(new URL(ASSETS.js, base)),
        get(ASSETS.wasm),
        styled || get(ASSETS.css).then((reply) => reply.text()),
        bytes(ASSETS.packs[pack()]),
        knowledge && knowledge !== "page"
          ? bytes(knowledge, document.baseURI, AbortSignal.timeout(12e3)).catch(warned)
          : null,
      ]);
      await glue.default({ module_or_path: wasm });
      if (!styled) sheet((styled = css));
      const other = (language) => ASSETS.packs[language] && bytes(ASSETS.packs[language]);
      widget = await glue.start({
        settings, root, launcher, pack: tables, faq, other, emit, contacts, language: pack(),
        unread: (count) => { unread.textContent = count || ""; emit("unread", count); },
      });
      emit("ready");
      return widget;
    })().catch((error) => { degrade(error); throw error; }));

  const quietly = () => load().catch(() => {});
  launcher.addEventListener("pointerenter", quietly);
  launcher.addEventListener("focus", quietly);
  launcher.addEventListener("click", () => load().then((it) => it.open(), () => {}));

  const commands = {
    identify: (who) => widget?.identify((settings.identity = { ...settings.identity, ...who })),
    // Another language or another setting: the same conversation, drawn anew.
    update: (changes) => {
      Object.assign(settings, changes);
      draw();
      const wasOpen = widget?.is_open();
      if (stop()) load().then((it) => wasOpen && it.open(), () => {});
    },
    setLocale: (lang) => commands.update({ lang }),
    on: (name, listener) => {
      const heard = (event) => listener(event.detail);
      host.addEventListener("tandem:" + name, heard);
      return () => host.removeEventListener("tandem:" + name, heard);
    },
    destroy: () => {
      stop();
      host.remove();
      delete global.Tandem;
    },
    close: () => widget?.close(),
  };
  const stop = () => {
    const was = widget;
    widget?.destroy();
    widget = loading = null;
    return was;
  };
  const call = (name, ...rest) => {
    if (Object.hasOwn(commands, name)) return commands[name](...rest);
    // open, ask, reset: at once where it can be, so that calls keep their order.
    const run = (it) => it[name](...rest.map(String));
    widget ? run(widget) : load().then(run).catch(warned);
  };
  call.version = 1;
  global.Tandem = call;
  // Calls made before this file had arrived: `Tandem = (...a) => (Tandem.q ||= []).push(a)`.
  for (const args of before?.q || []) call(...args);

  // A conversation with a person is open or undelivered: be there for it without a click. This only reads.
  try {
    if (localStorage.getItem("tandem:live")) (global.requestIdleCallback || setTimeout)(quietly);
  } catch {}
})();
