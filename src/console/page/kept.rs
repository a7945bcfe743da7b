//! What the browser keeps for this agent: choices for good, drafts and unsent replies for as long as the tab lives.

use leptos::prelude::window;
use ui::Storage;

/// The agent's language.
pub const LANGUAGE: &str = "console-language";
/// The name to show to visitors, asked once.
pub const NAME: &str = "console-name";
/// How far each conversation was read.
pub const SEEN: &str = "console-seen";
/// `off` where the agent wants no single-letter keys.
pub const SINGLE_KEYS: &str = "console-single-keys";
/// `on` where the agent wants a sound, a notification, and words of visitors in it.
pub const BELLS: [&str; 3] = ["console-sound", "console-notify", "console-notify-words"];
/// Replies that the desk has not acknowledged.
pub const OUTGOING: &str = "outgoing";

const TAB_PREFIX: &str = "tandem:console-";

thread_local! {
    static FOR_GOOD: Storage = Storage::default();
}

/// What was kept for good under a key.
pub fn recall(key: &str) -> Option<String> {
    FOR_GOOD.with(|storage| storage.get(key))
}

/// Keeps a text for good, or for the page's life where the browser refuses.
pub fn keep(key: &str, text: &str) {
    FOR_GOOD.with(|storage| storage.set(key, text));
}

/// Forgets what was kept for good under a key.
pub fn forget(key: &str) {
    FOR_GOOD.with(|storage| storage.remove(key));
}

/// The draft of a conversation; empty if there is none.
pub fn draft(conversation: &str) -> String {
    in_tab(&["draft-", conversation].concat()).unwrap_or_default()
}

/// Keeps a draft while the tab lives; an empty one is forgotten.
pub fn keep_draft(conversation: &str, text: &str) {
    keep_in_tab(&["draft-", conversation].concat(), text);
}

/// What this tab keeps under a key.
pub fn in_tab(key: &str) -> Option<String> {
    let kept = tab_storage()?.get_item(&[TAB_PREFIX, key].concat());
    kept.ok().flatten()
}

/// Keeps a text while the tab lives; an empty one is forgotten. A browser that refuses storage loses it on reload.
pub fn keep_in_tab(key: &str, text: &str) {
    let Some(storage) = tab_storage() else { return };
    let key = [TAB_PREFIX, key].concat();
    let _ = if text.is_empty() { storage.remove_item(&key) } else { storage.set_item(&key, text) };
}

fn tab_storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}
