//! The base as a file to take along: JSON that is laid out the same each time, or a table.

use console::knowledge::{Chosen, base_of, table};
use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use ui::reflect;
use wasm_bindgen::JsValue;

use super::super::knowledge_words;
use super::{Page, Told, history, wire};

/// The section.
pub fn view(page: Page) -> impl IntoView {
    let words = knowledge_words();
    let drafts = RwSignal::new(false);
    let button = move |text: &'static str, is_table: bool| {
        let press = move |_| {
            spawn_local(async move {
                let with_drafts = drafts.get_untracked();
                if export(page, is_table, with_drafts).await.is_none() {
                    let words = page.state.language.get_untracked().knowledge_words();
                    page.told.set(Some(Told { is_problem: true, words: words.export_failed.to_owned() }));
                }
            });
        };
        view! { <button class="button" type="button" on:click=press>{text}</button> }
    };
    let tick = move |event| drafts.set(event_target_checked(&event));
    view! {
        <h2>{words.export}</h2>
        <p class="muted">{words.export_lead}</p>
        {page.told_view()}
        <div class="kb-bar kb-item-tick">
            {button(words.export_json, false)}
            {button(words.export_csv, true)}
            <label class="tick"><input type="checkbox" on:change=tick /> {words.export_drafts}</label>
        </div>
    }
}

async fn export(page: Page, is_table: bool, with_drafts: bool) -> Option<()> {
    let known = page.known.get_untracked()?;
    let site = page.site();
    let mut base = base_of(&known, if with_drafts { Chosen::Drafts } else { Chosen::Published });
    if let Some(edition) = known.edition.as_ref().filter(|_| !is_table) {
        // The desk's own copy has the owner's wording and dials too.
        let published = history::base(&wire::edition(&site, edition.number).await.ok()?);
        (base.words, base.triage) = (published.words, published.triage);
    }
    match is_table {
        true => save(&[&site, "-faq.csv"].concat(), "text/csv", &table(&base)),
        false => save(&[&site, "-faq.json"].concat(), "application/json", &base.to_json()),
    }
}

/// Hands a text to the browser as a download.
fn save(name: &str, kind: &str, text: &str) -> Option<()> {
    let options = js_sys::Object::new();
    reflect::set(&options, "type", &kind.into());
    let parts = Array::of1(&text.into());
    let blob = reflect::make("Blob", &[&parts, &options]).ok()?;
    let urls = reflect::get(&js_sys::global(), "URL");
    let url = reflect::call(&urls, "createObjectURL", &[&blob]).ok()?;
    let link: JsValue = document().create_element("a").ok()?.into();
    reflect::set(&link, "href", &url);
    reflect::set(&link, "download", &name.into());
    reflect::call(&link, "click", &[]).ok()?;
    // The browser has read it by the time that the page rests.
    set_timeout(
        move || drop(reflect::call(&urls, "revokeObjectURL", &[&url])),
        std::time::Duration::from_secs(30),
    );
    Some(())
}
