//! Brings together what the loader has fetched: settings, words, packs and the FAQ.

use engine::Pack;
use js_sys::{Function, Promise, Uint8Array};
use knowledge::triage::{self, laid_over};
use knowledge::{Reading, primary};
use ui::Words;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::ShadowRoot;

use crate::app::App;
use crate::assistant::Assistant;
use crate::config::{Config, get};
use crate::faq::{self, Faq};
use crate::later::{self, Import};

/// Everything that a running widget is made of.
pub struct Brought {
    pub config: Config,
    pub words: Words,
    pub assistant: Assistant,
    pub root: ShadowRoot,
}

/// Reads the loader's options. A FAQ with faults gives what could be read and a warning each in the console.
pub async fn bring(options: &JsValue) -> Result<Brought, JsValue> {
    let mut config = Config::read(options);
    let root: ShadowRoot = get(options, "root").dyn_into()?;
    let tables = Uint8Array::from(get(options, "pack")).to_vec();
    let reading = read(&config, options).await?;
    let mut own = Vec::new();
    for word in &reading.knowledge.words {
        if primary(&word.language) == primary(&config.language) {
            own.push((word.key.clone(), word.text.clone()));
        }
    }
    let words = Words::read(std::str::from_utf8(&tables).unwrap_or_default(), own);
    let packs = Pack::read(&tables).into_iter().collect();
    let triage = laid_over(std::mem::take(&mut config.triage), reading.knowledge.triage.clone());
    let assistant = Assistant::new(reading.knowledge, packs, triage::options(triage), &config.language);
    Ok(Brought { root, config, words, assistant })
}

async fn read(config: &Config, options: &JsValue) -> Result<Reading, JsValue> {
    let faq = get(options, "faq");
    let reading = if config.knowledge.as_deref() == Some("page") {
        (import().await?.host_page)()
    } else if faq.is_object() {
        let bytes = Uint8Array::from(faq).to_vec();
        let bytes = if bytes.starts_with(faq::PACKED) { faq::unpack(&bytes).await? } else { bytes };
        match faq::parse(&bytes) {
            Ok(Faq::Ours(node)) => knowledge::check(&node),
            Ok(Faq::Page(node)) => (import().await?.faq_page)(&[node]),
            Ok(Faq::Table(text)) => (import().await?.table)(&text),
            Err(why) => {
                warn(
                    &[
                        "the FAQ could not be read: ",
                        &why,
                        ". Run `tandem check` on it for the line and the mend.",
                    ]
                    .concat(),
                );
                Reading::default()
            }
        }
    } else {
        Reading::default()
    };
    for fault in &reading.faults {
        warn(&fault.to_string());
    }
    Ok(reading)
}

async fn import() -> Result<&'static Import, JsValue> {
    later::import().await.map_err(|_| JsValue::from_str(later::MISSING))
}

/// Brings the packs of the FAQ's other languages; until then those are matched without tables.
pub fn other_packs(app: App, options: &JsValue) {
    let Ok(other) = get(options, "other").dyn_into::<Function>() else { return };
    let missing = app.look().assistant.languages_without_pack();
    for language in missing {
        let Ok(promise) = other.call1(&JsValue::NULL, &JsValue::from_str(&language)) else { continue };
        let Ok(promise) = promise.dyn_into::<Promise>() else { continue };
        spawn_local(async move {
            if let Ok(bytes) = JsFuture::from(promise).await
                && let Ok(pack) = Pack::read(&Uint8Array::from(bytes).to_vec())
            {
                app.set(|state| state.assistant.add_pack(pack));
                app.fit();
            }
        });
    }
}

fn warn(text: &str) {
    web_sys::console::warn_1(&JsValue::from_str(&["Tandem: ", text].concat()));
}
