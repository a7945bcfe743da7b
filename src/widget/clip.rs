//! How a visitor gives a file: by the paper-clip at the composer, by pasting, by dropping it onto the panel.

use std::cell::RefCell;

use reactive_graph::owner::Owner;
use ui::{El, el};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, Node};

use crate::app::{App, Part};
use crate::files;
use crate::panel::sign_button;

/// A paper-clip.
const CLIP: &str = "M16 9.2l-6.4 6.3a3.9 3.9 0 0 1-5.5-5.5l6.7-6.6a2.6 2.6 0 0 1 3.7 3.7l-6.6 6.5a1.3 1.3 0 0 1-1.9-1.8l5.9-5.8";

thread_local! {
    static CHOOSER: RefCell<Option<Chooser>> = const { RefCell::new(None) };
}

struct Chooser {
    /// The browser's own chooser of files.
    input: El,
    /// The turn in whose place the next file comes.
    replaces: Option<String>,
    /// Keeps the listeners.
    owner: Owner,
}

/// Adds the paper-clip, and begins to listen to the panel.
pub fn lay_out(app: App) {
    let area = app.look().composer.clone();
    let Some(area) = area.map(Element::from) else { return };
    let Some(row) = area.parent_node() else { return };
    let panel = row.parent_node().and_then(|footer| footer.parent_node());
    let owner = Owner::new();
    let input = owner.with(|| {
        let input = input(app);
        let clip = sign_button("clip", &app.say("file_choose"), CLIP, move |_| choose(None));
        let clip =
            clip.attr_with("hidden", move || app.see(Part::Desk).with_person().is_none().then(String::new));
        for element in [&clip, &input] {
            // The box stands in its row.
            let _ = row.insert_before(element.element(), Some(&area));
        }
        let _ = El::of(area).on("paste", move |event| take(app, &event, ui::pasted_files(&event)));
        panel.into_iter().for_each(|panel| receive_drops(app, panel));
        input
    });
    CHOOSER.set(Some(Chooser { input, replaces: None, owner }));
}

/// Takes the listeners down.
pub fn leave() {
    if let Some(chooser) = CHOOSER.take() {
        chooser.owner.cleanup();
    }
}

/// Opens the browser's chooser, for a file in the place of a lost one or for new ones.
pub fn choose(replaces: Option<&str>) {
    let input = CHOOSER.with_borrow_mut(|chooser| {
        let chooser = chooser.as_mut()?;
        chooser.replaces = replaces.map(str::to_owned);
        Some(chooser.input.clone())
    });
    if let Some(input) = input {
        // Outside of a press the browser may refuse.
        let _ = ui::reflect::call(input.element(), "click", &[]);
    }
}

fn input(app: App) -> El {
    let input =
        el("input").attr("type", "file").attr("accept", ui::ACCEPTED).attr("multiple", "").attr("hidden", "");
    let chosen = input.element().clone();
    input.on("change", move |_| {
        let chosen_files = ui::files_in(&ui::reflect::get(&chosen, "files"));
        // So that the same file can be chosen again.
        ui::reflect::set(&chosen, "value", &"".into());
        let replaces = CHOOSER.with_borrow_mut(|chooser| chooser.as_mut()?.replaces.take());
        if let Some(id) = replaces {
            app.change(Part::Turns, |state| state.kept.turns.retain(|turn| turn.message.id != id));
        }
        files::take(app, chosen_files);
        app.focus_composer();
    })
}

fn take(app: App, event: &Event, given: Vec<JsValue>) {
    let takes = app.look().with_person().is_some();
    if takes && !given.is_empty() {
        event.prevent_default();
        files::take(app, given);
    }
}

/// While files are dragged over the panel it says that they may be dropped.
fn receive_drops(app: App, panel: Node) {
    let words = el("p").text(&app.say("file_drop"));
    let target = el("div").class("drop").attr("hidden", "").attr("aria-hidden", "true").child(words);
    let Ok(panel) = panel.dyn_into::<Element>() else { return };
    // A panel takes another child.
    let _ = panel.append_child(target.element());
    let mut panel = El::of(panel);
    for name in ["dragenter", "dragover"] {
        let target = target.clone();
        panel = panel.on(name, move |event| {
            let takes = app.look().with_person().is_some();
            if takes && ui::drags_files(&event) {
                event.prevent_default();
                show(&target);
            }
        });
    }
    let dropped = target.clone();
    let _ = panel.on("drop", move |event| {
        hide(&dropped);
        take(app, &event, ui::dropped_files(&event));
    });
    // It covers the panel, so whoever leaves it leaves the panel.
    let left = target.clone();
    let _ = target.on("dragleave", move |_| hide(&left));
}

fn show(target: &El) {
    // The name is a valid one.
    let _ = target.element().remove_attribute("hidden");
}

fn hide(target: &El) {
    let _ = target.clone().attr("hidden", "");
}
