//! What a visitor sees: the panel, mounted by the loader (`loader.js`), and the handle by which the loader drives it.
//
// A program and not a library, as cargo gives only programs of other features other file names: what `trunk serve` built
// and what `cargo xtask dist` cuts must not stand in one another's place. It has no `main`: the loader calls `start`.
#![cfg_attr(target_arch = "wasm32", no_main)]
#![cfg_attr(not(target_arch = "wasm32"), allow(dead_code, reason = "it is checked for the browser alone"))]

mod after_card;
mod app;
mod assistant;
mod bring;
mod clip;
mod composer;
mod config;
mod contact_card;
mod conversation;
mod counting;
mod delivery;
mod dress;
mod faq;
mod file_view;
mod files;
mod handoff;
mod handoff_card;
mod header;
mod icon;
mod insights;
mod later;
mod lead;
mod listening;
mod live_answer;
mod live_link;
#[cfg(feature = "measure")]
mod measure;
mod overlay;
mod panel;
mod person_part;
mod reach_form;
mod sharing;
mod sign;
mod supervise;
mod talk;
mod told;
mod transcript;
mod turn_view;

use reactive_graph::owner::Owner;
use wasm_bindgen::prelude::*;

use crate::app::App;

// A third of the default allocator's bytes; the widget asks for memory rarely and little.
#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// The running widget. The loader must keep it: dropping it takes the panel down.
#[wasm_bindgen]
pub struct Widget {
    app: App,
    panel: ui::El,
    listening: Option<listening::Listening>,
    owner: Owner,
}

/// Builds the panel inside the loader's shadow root and brings back the conversation that was kept.
///
/// # Errors
/// Where the loader's options lack what it always gives, which a stale copy of one of the two files would explain.
#[wasm_bindgen]
pub async fn start(options: JsValue) -> Result<Widget, JsValue> {
    // The executor may stand already: a second start in the same page is fine.
    let _ = any_spawner::Executor::init_wasm_bindgen();
    let brought = bring::bring(&options).await?;
    let owner = Owner::new();
    let app = owner.with(|| App::new(brought.config, brought.words, brought.assistant));
    app.begin_insights();
    let panel = owner.with(|| panel::panel(app));
    brought.root.append_child(panel.element())?;
    if app.kept().is_some() {
        // What was said before is shown whole or not at all: a panel without it would write over it.
        let person = later::person().await.map_err(|_| JsValue::from_str(later::MISSING))?;
        app.take_person_part(person);
        app.resume();
    }
    bring::other_packs(app, &options);
    app.fit();
    Ok(Widget { app, panel, listening: Some(listening::Listening::new(app)), owner })
}

#[wasm_bindgen]
impl Widget {
    /// Shows the panel and puts the cursor into the composer.
    pub fn open(&self) {
        self.app.open();
    }

    /// Hides the panel and gives the focus back to the launcher.
    pub fn close(&self) {
        self.app.close();
    }

    /// Whether the panel is shown.
    pub fn is_open(&self) -> bool {
        self.app.look().open
    }

    /// Opens the panel and sends a question as if the visitor had typed it.
    pub fn ask(&self, text: &str) {
        self.app.open();
        self.app.send(text);
    }

    /// What the site tells of its visitor; it travels with a handoff only.
    pub fn identify(&self, attributes: &JsValue) {
        self.app.identify(attributes);
    }

    /// Forgets the conversation on this device.
    pub fn reset(&self) {
        self.app.forget();
    }

    /// Takes the panel and every listener down.
    pub fn destroy(&mut self) {
        self.app.stop();
        self.listening = None;
        self.panel.element().remove();
        self.owner.cleanup();
    }
}

/// The widget runs in a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}
