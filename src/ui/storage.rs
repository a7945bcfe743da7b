//! What outlives a page: local storage where the browser allows it, else memory for the page's life.

use std::cell::RefCell;

use web_sys::window;

/// The prefix of every key, so that the host page's own keys are never met.
const PREFIX: &str = "tandem:";

/// Text by key. Nothing is touched before the first call.
#[derive(Default)]
pub struct Storage {
    memory: RefCell<Vec<(String, String)>>,
}

impl Storage {
    /// The browser's own name for one of our keys, as storage events give it.
    pub fn names(key: &str) -> String {
        [PREFIX, key].concat()
    }

    /// The text kept under a key.
    pub fn get(&self, key: &str) -> Option<String> {
        // What is held here is newer: the browser refused it, perhaps for want of room.
        let held = self.memory.borrow().iter().find(|(held, _)| held == key).map(|(_, text)| text.clone());
        held.or_else(|| local()?.get_item(&Self::names(key)).ok().flatten())
    }

    /// Keeps a text; `false` says that it will not outlive the page (storage refused or full).
    pub fn set(&self, key: &str, text: &str) -> bool {
        let kept = local().is_some_and(|local| local.set_item(&Self::names(key), text).is_ok());
        self.memory.borrow_mut().retain(|(held, _)| held != key);
        if !kept {
            self.memory.borrow_mut().push((key.to_owned(), text.to_owned()));
        }
        kept
    }

    /// Forgets a key.
    pub fn remove(&self, key: &str) {
        self.memory.borrow_mut().retain(|(held, _)| held != key);
        if let Some(local) = local() {
            // A refusal means that there was nothing to forget.
            let _ = local.remove_item(&Self::names(key));
        }
    }
}

fn local() -> Option<web_sys::Storage> {
    window()?.local_storage().ok().flatten()
}
