//! What the widget hears of the browser: another tab's change, the network's return. Dropping it stops it.

use wasm_bindgen::prelude::*;
use web_sys::{Event, StorageEvent, Window, window};

use crate::app::App;
use crate::conversation::CONVERSATION_KEY;

/// An event's name, and what hears it.
type Listener = (&'static str, Closure<dyn Fn(Event)>);

/// Listeners on the page's window that remove themselves.
pub struct Listening {
    listeners: Vec<Listener>,
}

impl Listening {
    /// Begins to listen.
    pub fn new(app: App) -> Self {
        let other_tab = move |event: Event| {
            let ours = ui::Storage::names(CONVERSATION_KEY);
            if event.dyn_into::<StorageEvent>().is_ok_and(|event| event.key() == Some(ours)) {
                app.resume();
            }
        };
        let online = move |_: Event| {
            app.hurry();
        };
        let mut listening = Self { listeners: Vec::new() };
        listening.listen("storage", other_tab);
        listening.listen("online", online);
        listening
    }

    fn listen(&mut self, name: &'static str, hear: impl Fn(Event) + 'static) {
        let closure = Closure::<dyn Fn(Event)>::new(hear);
        if let Some(window) = window() {
            // A page that refuses its own window's events has switched these comforts off.
            let _ = window.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
        self.listeners.push((name, closure));
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        let Some(window): Option<Window> = window() else { return };
        for (name, closure) in &self.listeners {
            let _ = window.remove_event_listener_with_callback(name, closure.as_ref().unchecked_ref());
        }
    }
}
