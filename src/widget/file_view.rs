//! A file in the transcript, and beneath the visitor's own how it stands with the desk.

use link::{is_image, media_type};
use protocol::Attachment;
use reactive_graph::owner::on_cleanup;
use ui::{El, el};
use wasm_bindgen::JsValue;

use crate::app::{App, Part};
use crate::clip;
use crate::conversation::Turn;
use crate::files::{self, Standing};
use crate::panel::button;

/// What stands in the place of a turn's words where it is a file.
pub fn file_view(app: App, turn: &Turn) -> Option<El> {
    let file = turn.message.attachment.as_ref()?;
    let own = own_picture(&turn.message.id, file);
    let source = match &own {
        Some(own) => own.clone(),
        None if is_image(file.kind) => address(app, &file.id).unwrap_or_default(),
        None => String::new(),
    };
    let id = turn.message.id.clone();
    let link = move || {
        let file = app.see(Part::Turns).turn(&id).and_then(|turn| turn.message.attachment.clone());
        address(app, &file?.id)
    };
    if let Some(own) = own {
        on_cleanup(move || revoke(&own));
    }
    Some(ui::attachment_view(file, &source, link))
}

/// Where the desk has a file; none while it doesn't.
fn address(app: App, id: &str) -> Option<String> {
    let state = app.look();
    let desk = state.config.desk.as_deref().filter(|_| !id.is_empty())?;
    Some([desk, "api/v1/files/", id].concat())
}

/// An image that this page holds, as an address within the page.
fn own_picture(id: &str, file: &Attachment) -> Option<String> {
    let bytes = files::bytes(id).filter(|bytes| is_image(file.kind) && bytes.length() > 0)?;
    let options = JsValue::from(js_sys::Object::new());
    ui::reflect::set(&options, "type", &media_type(file.kind).into());
    let parts = ui::reflect::array(&[&bytes]);
    let blob = ui::reflect::make("Blob", &[&parts, &options]).ok()?;
    ui::reflect::call(&url_class(), "createObjectURL", &[&blob]).ok()?.as_string()
}

fn revoke(address: &str) {
    let _ = ui::reflect::call(&url_class(), "revokeObjectURL", &[&address.into()]);
}

fn url_class() -> JsValue {
    ui::reflect::get(&js_sys::global(), "URL")
}

/// How a file of the visitor's stands; none once it has arrived, and where the turn is no file.
pub fn state_view(app: App, id: &str) -> Option<El> {
    let turn = app.see(Part::Turns).turn(id).filter(|turn| turn.message.attachment.is_some()).cloned()?;
    // What is held in memory only tells of a change by this part.
    let _ = app.see(Part::Desk);
    Some(match files::standing(&turn) {
        Standing::Sending(tries) => sending(app, id, tries),
        Standing::Refused => refused(app, &turn),
        Standing::Lost => lost(app, &turn),
        Standing::Arrived => return None,
    })
}

/// The bar is for the eye alone: a screen reader that hears each step hears nothing else.
fn sending(app: App, id: &str, tries: u32) -> El {
    let word = app.say(if tries == 0 { "sending" } else { "kept" });
    let bar = el("progress").attr("max", "1").attr("value", "0").attr("aria-hidden", "true");
    files::show_progress(id, bar.clone());
    el("p").class("state moving").child(bar).child(el("span").text(&word))
}

fn refused(app: App, turn: &Turn) -> El {
    let id = turn.message.id.clone();
    let again = button("small", &app.say("retry"), move |_| {
        files::again(app, &id);
        app.focus_composer();
    });
    el("div").class("tools").child(el("span").text(&app.say("failed"))).child(again)
}

fn lost(app: App, turn: &Turn) -> El {
    let id = turn.message.id.clone();
    let words = el("span").text(&app.say("file_lost"));
    let can_send = app.look().with_person().is_some();
    let again = can_send.then(|| button("small", &app.say("file_again"), move |_| clip::choose(Some(&id))));
    el("div").class("tools").child(words).children(again)
}
