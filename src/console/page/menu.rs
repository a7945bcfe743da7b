//! A menu that a button opens: arrows walk it, Esc and a look elsewhere close it.

use leptos::html::Div;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{FocusEvent, HtmlElement, KeyboardEvent, Node};

use super::keys;

/// One entry.
pub struct Item {
    /// What it says.
    pub label: &'static str,
    /// The letter that does the same.
    pub key: &'static str,
    /// What it does.
    pub act: Box<dyn Fn()>,
}

/// The button with this id, and the menu under it while `shown` holds; `items` are followed.
pub fn view(
    shown: RwSignal<bool>,
    id: &'static str,
    label: &'static str,
    key: &'static str,
    items: impl Fn() -> Vec<Item> + Send + Sync + 'static,
) -> impl IntoView {
    drawn(shown, id, label, key, Box::new(items))
}

/// The same for all menus, so that it is in the page once.
fn drawn(
    shown: RwSignal<bool>,
    id: &'static str,
    label: &'static str,
    key: &'static str,
    items: Box<dyn Fn() -> Vec<Item> + Send + Sync>,
) -> AnyView {
    let place = NodeRef::<Div>::new();
    let leaves = move |event: FocusEvent| {
        let to = event.related_target().and_then(|to| to.dyn_into::<Node>().ok());
        let stays = place.try_get_untracked().flatten().is_some_and(|place| place.contains(to.as_ref()));
        if !stays {
            shown.set(false);
        }
    };
    // Drawn, and drawn anew where what is possible has changed meanwhile, it has the focus.
    let drawn = move || {
        request_animation_frame(move || walk(place, Walk::First));
        items().into_iter().map(|item| entry(item, shown)).collect_view()
    };
    view! {
        <div class="menu-place" node_ref=place on:focusout=leaves on:keydown=move |event| pressed(&event, shown, place, id)>
            <button class="button menu-button" id=id aria-haspopup="menu" aria-keyshortcuts=key
                aria-expanded=move || shown.get().to_string() on:click=move |_| shown.update(|shown| *shown = !*shown)
            >
                {label}
            </button>
            {move || shown.get().then(|| view! {
                <div class="menu" role="menu" aria-labelledby=id on:mousedown=|event| event.prevent_default()>
                    {drawn()}
                </div>
            })}
        </div>
    }
    .into_any()
}

fn entry(item: Item, shown: RwSignal<bool>) -> impl IntoView {
    let Item { label, key, act } = item;
    let chosen = move |_| {
        shown.set(false);
        act();
    };
    view! { <button class="entry" role="menuitem" tabindex="-1" aria-keyshortcuts=key on:click=chosen>{label}</button> }
}

enum Walk {
    First,
    Last,
    Next,
    Previous,
}

fn pressed(event: &KeyboardEvent, shown: RwSignal<bool>, place: NodeRef<Div>, id: &str) {
    if !shown.get_untracked() {
        return;
    }
    match event.key().as_str() {
        "ArrowDown" => walk(place, Walk::Next),
        "ArrowUp" => walk(place, Walk::Previous),
        "Home" => walk(place, Walk::First),
        "End" => walk(place, Walk::Last),
        "Tab" => {
            keys::focus(id);
            return shown.set(false);
        }
        _ => return,
    }
    event.prevent_default();
}

fn walk(place: NodeRef<Div>, how: Walk) {
    // By the next frame another conversation may have taken its place.
    let Some(place) = place.try_get_untracked().flatten() else { return };
    let Ok(entries) = place.query_selector_all(".entry") else { return };
    let focused = document().active_element();
    let count = entries.length();
    let now = (0..count).find(|at| entries.get(*at).as_ref() == focused.as_ref().map(AsRef::as_ref));
    let next = match (how, now) {
        (Walk::First, _) | (Walk::Next, None) => 0,
        (Walk::Last, _) | (Walk::Previous, None) => count.saturating_sub(1),
        (Walk::Next, Some(at)) => (at + 1) % count,
        (Walk::Previous, Some(at)) => (at + count - 1) % count,
    };
    if let Some(entry) = entries.get(next).and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
        // Focus is refused only to what is not shown.
        let _ = entry.focus();
    }
}
