//! What a visitor sees: the panel, mounted by the loader (`loader.js`), and the handle by which the loader drives it.

mod app;
mod assistant;
mod bring;
mod composer;
mod config;
mod contact_card;
mod conversation;
mod delivery;
mod faq;
mod handoff;
mod handoff_card;
mod header;
mod icon;
mod listening;
mod live_answer;
mod panel;
mod transcript;
mod talk;
mod turn_view;

use leptos::mount::{UnmountHandle, mount_to};
use leptos::prelude::*;
use leptos::tachys::view::any_view::AnyViewState;
use wasm_bindgen::prelude::*;

use crate::app::App;

/// The running widget. The loader must keep it: dropping it takes the panel down.
#[wasm_bindgen]
pub struct Widget {
    app: App,
    mounted: Option<UnmountHandle<AnyViewState>>,
    container: web_sys::HtmlElement,
    listening: Option<listening::Listening>,
    _owner: Owner,
}

/// Builds the panel inside the loader's shadow root and brings back the conversation that was kept.
///
/// # Errors
/// Where the loader's options lack what it always gives, which a stale copy of one of the two files would explain.
#[wasm_bindgen]
pub async fn start(options: JsValue) -> Result<Widget, JsValue> {
    let brought = bring::bring(&options).await?;
    let container = brought.container;
    let owner = Owner::new();
    let app = owner.with(|| App::new(brought.config, brought.words, brought.assistant));
    let mounted = owner.with(|| mount_to(container.clone(), move || panel::panel(app)));
    app.resume();
    let listening = Some(listening::Listening::new(app));
    Ok(Widget { app, mounted: Some(mounted), container, listening, _owner: owner })
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
        self.app.is_open()
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
        self.mounted = None;
        self.container.remove();
    }
}
