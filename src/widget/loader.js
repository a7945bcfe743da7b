// The embed loader: draws the launcher at once in plain JavaScript and loads everything else when the visitor acts.
// The release step stamps the hashed names of the other files into ASSETS and minifies this file to `tandem.js`.
(() => {
  const ASSETS = /*stamped*/ {};
  const script = document.currentScript;
  const global = globalThis;
  const before = global.Tandem;
  // One instance a page: a second tag finds the first one's function and leaves it alone.
  if (!script || (before && before.version)) return;

  const settings = { ...script.dataset };
  const base = new URL(".", script.src);
  const chinese = () => /^zh\b/i.test(settings.lang || document.documentElement.lang || navigator.language);
  const pack = () => (chinese() ? "zh" : "en");
  const contacts = (settings.contact || "").split(/[\s,]+/).filter((url) => /^(https|mailto|tel):/i.test(url));
  if (settings.contact && !contacts.length) console.warn("Tandem: data-contact must hold https:, mailto: or tel: links");
  if (!settings.desk && !contacts.length)
    console.warn("Tandem: without data-desk or data-contact visitors cannot reach a person");
  if (!settings.knowledge) console.warn("Tandem: data-knowledge is missing; name the FAQ's JSON or CSV file, or \"page\"");

  const host = document.createElement("tandem-widget");
  host.dataset.side = settings.position === "left" ? "left" : "right";
  const root = host.attachShadow({ mode: "open" });
  const sheet = (css) => {
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, made];
    return made;
  };
  sheet(
    `:host{all:initial!important;display:block!important}.launcher{all:unset;box-sizing:border-box;position:fixed;z-index:2147483000;bottom:max(20px,env(safe-area-inset-bottom));${host.dataset.side}:20px;display:flex;align-items:center;gap:10px;height:52px;padding:0 20px 0 16px;border-radius:26px;font:600 15px/1 system-ui,"PingFang SC","Microsoft YaHei",sans-serif;color:#fff;background:var(--tandem-launcher,var(--tandem-cool,#0e6e6b));box-shadow:0 8px 24px -6px rgb(10 30 28/.45);cursor:pointer;text-decoration:none}.launcher:focus-visible{outline:3px solid #fff;outline-offset:-5px;box-shadow:0 0 0 3px #0e6e6b}.launcher[hidden]{display:none}.launcher i{flex:none;width:16px;height:16px;border-radius:50%;background:#fff}.launcher i+i{margin-left:-17px;background:#f2946b;opacity:.9}.launcher b{min-width:20px;padding:3px 0;border-radius:10px;background:#b5481f;text-align:center;font-size:13px}.launcher b:empty{display:none}@media print{:host{display:none!important}}@media(forced-colors:active){.launcher{border:2px solid}}`,
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
  launcher.type = "button";
  launcher.part = "launcher";
  launcher.setAttribute("aria-haspopup", "dialog");
  launcher.setAttribute("aria-expanded", "false");
  const draw = () => {
    label.textContent = settings.label || (chinese() ? "咨询" : "Ask us");
    host.lang = chinese() ? "zh" : settings.lang || "en";
  };
  draw();
  root.append(launcher);
  (document.documentElement || document.body).append(host);

  const emit = (name, detail) =>
    host.dispatchEvent(new CustomEvent("tandem:" + name, { detail, bubbles: true, composed: true }));
  const url = (path) => new URL(path, base).href;
  const get = async (path, from) => {
    const integrity = ASSETS.integrity && ASSETS.integrity[path];
    const reply = await fetch(from || url(path), integrity && !from ? { integrity, mode: "cors" } : {});
    if (!reply.ok) throw new Error(`${reply.url} answered ${reply.status}`);
    return reply;
  };
  const bytes = async (path, from) => new Uint8Array(await (await get(path, from)).arrayBuffer());
  const warned = (error) => (console.warn("Tandem:", error), null);

  let widget, loading, styled;
  // With WebAssembly refused or files missing the launcher becomes the plain link that always works.
  const degrade = (error) => {
    warned(error);
    loading = null;
    emit("error", { message: String(error) });
    if (contacts.length) {
      const link = element("a", ...launcher.childNodes);
      link.className = "launcher";
      link.href = contacts[0];
      launcher.replaceWith(link);
      link.focus();
    } else label.textContent = chinese() ? "加载失败，点此重试" : "Could not load, try again";
  };
  const load = () =>
    (loading ||= (async () => {
      const knowledge = settings.knowledge;
      const page = knowledge === "page";
      // Everything a first answer needs, in parallel; a FAQ that fails still leaves the way to a person.
      const [glue, wasm, css, tables, faq] = await Promise.all([
        import(url(ASSETS.js)),
        get(ASSETS.wasm),
        styled || get(ASSETS.css).then((reply) => reply.text()),
        bytes(ASSETS.packs[pack()]),
        knowledge && !page ? bytes("", new URL(knowledge, document.baseURI)).catch(warned) : null,
      ]);
      await glue.default({ module_or_path: wasm });
      if (!styled) sheet((styled = css));
      const other = async (language) => (ASSETS.packs[language] ? bytes(ASSETS.packs[language]) : null);
      widget = glue.start({
        settings, root, launcher, pack: tables, faq, other, emit, contacts, language: pack(),
        unread: (count) => { unread.textContent = count || ""; emit("unread", { count }); },
      });
      emit("ready");
      return widget;
    })().catch((error) => { degrade(error); throw error; }));

  const quietly = () => load().catch(() => {});
  launcher.addEventListener("pointerenter", quietly);
  launcher.addEventListener("focus", quietly);
  launcher.addEventListener("click", () => load().then((it) => it.open(), () => {}));

  const commands = {
    identify: (who) => { settings.identity = { ...settings.identity, ...who }; if (widget) widget.identify(settings.identity); },
    update: (changes) => { Object.assign(settings, changes); draw(); restart(); },
    setLocale: (lang) => commands.update({ lang }),
    on: (name, listener) => {
      const heard = (event) => listener(event.detail);
      host.addEventListener("tandem:" + name, heard);
      return () => host.removeEventListener("tandem:" + name, heard);
    },
    destroy: () => { if (widget) widget.destroy(); widget = loading = null; host.remove(); delete global.Tandem; },
    close: () => widget && widget.close(),
    reset: () => load().then((it) => it.reset()),
    open: () => load().then((it) => it.open()),
    ask: (text) => load().then((it) => it.ask(String(text))),
  };
  // Another language or another setting: the same conversation, drawn anew.
  const restart = () => {
    if (!widget) return;
    const wasOpen = widget.is_open();
    widget.destroy();
    widget = loading = null;
    load().then((it) => wasOpen && it.open(), () => {});
  };
  const call = (name, ...rest) => {
    if (!Object.hasOwn(commands, name)) return console.warn(`Tandem: there is no command "${name}"`);
    const result = commands[name](...rest);
    if (result && result.catch) result.catch(() => {});
    return typeof result === "function" ? result : undefined;
  };
  call.version = 1;
  global.Tandem = call;
  // Calls made before this file had arrived: `Tandem = (...a) => (Tandem.q ||= []).push(a)`.
  for (const args of (before && before.q) || []) call(...args);

  // A conversation with a person is open or undelivered: be there for it without a click. This only reads.
  try {
    if (localStorage.getItem("tandem:live")) (global.requestIdleCallback || setTimeout)(quietly);
  } catch {}
})();
