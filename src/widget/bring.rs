//! Brings together what the loader has fetched: settings, words, packs and the FAQ.

use engine::Pack;
use js_sys::{Function, Promise, Uint8Array};
use knowledge::Reading;
use ui::Words;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlElement, ShadowRoot};

use crate::assistant::Assistant;
use crate::config::{Config, get};
use crate::faq;

/// Everything that a running widget is made of.
pub struct Brought {
    pub config: Config,
    pub words: Words,
    pub assistant: Assistant,
    pub container: HtmlElement,
}

/// Reads the loader's options. A FAQ with faults gives what could be read and a warning each in the console.
pub async fn bring(options: &JsValue) -> Result<Brought, JsValue> {
    let config = Config::read(options);
    let root: ShadowRoot = get(options, "root").dyn_into()?;
    let tables = Uint8Array::from(get(options, "pack")).to_vec();
    let words = Words::read(&String::from_utf8_lossy(&tables));
    let reading = read(&config, options);
    let packs = packs(options, &tables, &reading.knowledge.languages).await;
    let assistant = Assistant::new(reading.knowledge, packs, &config.language);
    Ok(Brought { container: container(&root)?, config, words, assistant })
}

fn read(config: &Config, options: &JsValue) -> Reading {
    let faq = get(options, "faq");
    let reading = if config.knowledge.as_deref() == Some("page") {
        faq::read_page()
    } else if faq.is_object() {
        faq::read(&Uint8Array::from(faq).to_vec()).unwrap_or_else(|why| {
            warn(&["the FAQ is no valid JSON: ", &why, ". Run `tandem check` on it for the line and the mend."].concat());
            Reading::default()
        })
    } else {
        Reading::default()
    };
    for fault in &reading.faults {
        warn(&fault.to_string());
    }
    reading
}

/// The page's own pack, and those of the FAQ's other languages.
async fn packs(options: &JsValue, tables: &[u8], languages: &[String]) -> Vec<Pack> {
    let mut packs: Vec<Pack> = Pack::read(tables).into_iter().collect();
    let Ok(other) = get(options, "other").dyn_into::<Function>() else { return packs };
    for language in languages {
        let short = language.split('-').next().unwrap_or_default();
        if packs.iter().any(|pack| pack.language() == short) {
            continue;
        }
        let Ok(promise) = other.call1(&JsValue::NULL, &JsValue::from_str(short)) else { continue };
        if let Ok(bytes) = JsFuture::from(Promise::resolve(&promise)).await
            && bytes.is_object()
        {
            packs.extend(Pack::read(&Uint8Array::from(bytes).to_vec()));
        }
    }
    packs
}

fn container(root: &ShadowRoot) -> Result<HtmlElement, JsValue> {
    let document = web_sys::window().and_then(|window| window.document()).ok_or(JsValue::UNDEFINED)?;
    let container: HtmlElement = document.create_element("div")?.dyn_into()?;
    root.append_child(&container)?;
    Ok(container)
}

fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(&["Tandem: ", text].concat()));
}
