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
    let button = move |text: String, table_in: Option<String>| {
        let press = move |_| {
            let table_in = table_in.clone();
            spawn_local(async move {
                let with_drafts = drafts.get_untracked();
                if export(page, table_in, with_drafts).await.is_none() {
                    let words = page.state.language.get_untracked().knowledge_words();
                    page.told.set(Some(Told { is_problem: true, words: words.export_failed.to_owned() }));
                }
            });
        };
        view! { <button class="button" type="button" on:click=press>{text}</button> }
    };
    // A table for each language; where there is but one, nothing need be said of it.
    let languages = page.with_known(|known| base_of(known, Chosen::Drafts).languages).unwrap_or_default();
    let is_one = languages.len() < 2;
    let tables = languages.into_iter().map(|language| {
        let of = if is_one { String::new() } else { [" (", &language, ")"].concat() };
        button([words.export_csv, &of].concat(), Some(language))
    });
    let tick = move |event| drafts.set(event_target_checked(&event));
    view! {
        <h2>{words.export}</h2>
        <p class="muted">{words.export_lead}</p>
        {page.told_view()}
        <div class="kb-bar kb-item-tick">
            {button(words.export_json.to_owned(), None)}
            {tables.collect_view()}
            <label class="tick"><input type="checkbox" on:change=tick /> {words.export_drafts}</label>
        </div>
    }
}

/// The whole base, or its table in a language.
async fn export(page: Page, table_in: Option<String>, with_drafts: bool) -> Option<()> {
    let known = page.known.get_untracked()?;
    let site = page.site();
    let mut base = base_of(&known, if with_drafts { Chosen::Drafts } else { Chosen::Published });
    if let Some(language) = table_in {
        let name = [&site, "-faq-", &language, ".csv"].concat();
        return save(&name, "text/csv", &table(&base, &language));
    }
    if let Some(edition) = &known.edition {
        // The desk's own copy has the owner's wording and dials too.
        let published = history::base(&wire::edition(&site, edition.number).await.ok()?);
        (base.words, base.triage) = (published.words, published.triage);
    }
    save(&[&site, "-faq.json"].concat(), "application/json", &base.to_json())
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
