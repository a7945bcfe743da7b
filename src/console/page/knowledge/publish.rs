//! What goes out next: the drafts that are chosen, what they change for visitors, and publishing them.

use std::collections::BTreeSet;

use console::knowledge::{Chosen, Kind, PreviewReport, Row, RowFilter, Standing, View, asked_of, rows};
use console::words::{KnowledgeWords, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DraftAction, Knowledge, KnownQuestion, Publication, PublishedDraft, Restoration};

use super::super::knowledge_words;
use super::{Page, engine, report, row, wire};

/// Where the preview stands.
#[derive(Clone, Debug, PartialEq)]
pub enum Preview {
    /// None was asked for, or what was chosen changed since.
    None,
    /// It runs: how much is done, 0 to 1.
    Running(f64),
    /// It showed this.
    Done(PreviewReport),
    /// The engine could not be had.
    Failed,
}

/// What came of publishing.
#[derive(Clone, Debug, PartialEq)]
enum Out {
    Nothing,
    /// The edition of this number is out, and the one before had that number; 0 where there was none.
    Published(u64, u64),
    Undone,
    Refused(String),
}

/// What the view works with.
#[derive(Clone, Copy)]
pub struct Publishing {
    pub page: Page,
    /// Ids of the drafts that go out.
    chosen: RwSignal<BTreeSet<String>>,
    pub preview: RwSignal<Preview>,
    /// Questions that get worse and were looked at, by their words.
    pub looked_at: RwSignal<BTreeSet<String>>,
    /// Whether entries' own wordings are among the questions.
    pub has_own: RwSignal<bool>,
    why: RwSignal<String>,
    out: RwSignal<Out>,
    busy: RwSignal<bool>,
    /// Counts previews, so that one that was given up is not shown.
    turn: StoredValue<u32>,
}

/// The view.
pub fn view(page: Page) -> impl IntoView {
    let words = knowledge_words();
    let it = Publishing {
        page,
        chosen: RwSignal::new(page.with_known(ready).unwrap_or_default()),
        preview: RwSignal::new(Preview::None),
        looked_at: RwSignal::new(BTreeSet::new()),
        has_own: RwSignal::new(false),
        why: RwSignal::new(String::new()),
        out: RwSignal::new(Out::Nothing),
        busy: RwSignal::new(false),
        turn: StoredValue::new(0),
    };
    on_cleanup(engine::cancel);
    foresee(page);
    let drafts = Memo::new(move |_| {
        let filter = RowFilter { kind: Kind::Drafts, ..RowFilter::default() };
        page.known.with(|known| known.as_ref().map(|known| rows(known, &[], &filter)).unwrap_or_default())
    });
    let inside = move || {
        match drafts.with(Vec::is_empty) {
        true => {
            view! { <div class="nothing"><h2>{words.publish_none}</h2><p>{words.publish_none_hint}</p></div> }.into_any()
        }
        false => view! {
            <h2>{words.publish_choose}</h2>
            <ul class="kb-items">{move || drafts.get().into_iter().map(|row| item(it, row, words)).collect_view()}</ul>
            {preview_bar(it, words)}
            {move || report::view(it)}
            {publish_form(it, words)}
        }
        .into_any(),
    }
    };
    view! {
        <h1 id="kb-title" tabindex="-1">{words.publish}</h1>
        <p class="muted">{words.publish_lead}</p>
        {move || out_view(it, words)}
        {page.told_view()}
        {inside}
    }
}

/// The drafts that may go out as they are.
fn ready(known: &protocol::Knowledge) -> BTreeSet<String> {
    let filter = RowFilter { kind: Kind::Drafts, ..RowFilter::default() };
    let free = rows(known, &[], &filter).into_iter().filter(|row| !row.needs_approval);
    free.map(|row| row.id).collect()
}

/// A draft with its tick.
fn item(it: Publishing, row: Row, words: &'static KnowledgeWords) -> impl IntoView {
    let page = it.page;
    let element = ["kb-out-", &row.id].concat();
    let id = row.id.clone();
    let is_chosen = {
        let id = id.clone();
        move || it.chosen.with(|chosen| chosen.contains(&id))
    };
    let tick = move |event| {
        let ticked = event_target_checked(&event);
        it.chosen.update(|chosen| {
            if ticked {
                chosen.insert(id.clone());
            } else {
                chosen.remove(&id);
            }
        });
        it.give_up();
    };
    let may_approve = page.with_known(|known| known.may.approve).unwrap_or_default();
    let approve = (row.needs_approval && may_approve).then(|| {
        let id = row.id.clone();
        let label = [words.approve, words.colon, &row.question].concat();
        let press = move |_| it.approve(id.clone());
        view! { <button class="button" type="button" aria-label=label on:click=press>{words.approve}</button> }
    });
    let blocked = (row.needs_approval && !may_approve).then(|| view! { " " {words.publish_blocked} });
    let href = console::knowledge::fragment(&page.site(), &View::Entry(row.id.clone()));
    let by =
        (!row.by.is_empty()).then(|| view! { <span class="kb-aside" dir="auto">{row.by.clone()}</span> });
    view! {
        <li class="kb-item">
            <input type="checkbox" id=element.clone() disabled=row.needs_approval prop:checked=is_chosen on:change=tick />
            <label for=element dir="auto" class:gone=row.standing == Standing::Removed>{row.question.clone()}</label>
            {by}
            <p class="small">{row::badges(&row, words)} <a href=href>{words.show_changes}</a> {blocked}</p>
            {approve}
        </li>
    }
}

fn preview_bar(it: Publishing, words: &'static KnowledgeWords) -> impl IntoView {
    let bar = move || match it.preview.get() {
        Preview::Running(done) => {
            let value = done.to_string();
            view! {
                <span role="status">{words.preview_running}</span>
                <progress max="1" value=value aria-label=words.preview_running>{""}</progress>
                <button class="button" type="button" on:click=move |_| it.give_up()>{words.preview_stop}</button>
            }
            .into_any()
        }
        other => {
            let text = if matches!(other, Preview::Done(_)) { words.preview_again } else { words.preview_go };
            let failed = (other == Preview::Failed)
                .then(|| view! { <p class="problem" role="alert">{words.preview_failed}</p> });
            let class = if matches!(other, Preview::Done(_)) { "button" } else { "button go" };
            let none = move || it.chosen.with(BTreeSet::is_empty);
            view! {
                <button class=class type="button" disabled=none on:click=move |_| it.begin()>{text}</button>
                <span class="small">{words.preview_lead}</span>
                {failed}
            }
            .into_any()
        }
    };
    view! { <div class="kb-bar">{bar}</div> }
}

/// The reason and the button; there once the preview has shown what changes.
fn publish_form(it: Publishing, words: &'static KnowledgeWords) -> impl IntoView {
    let is_previewed = Memo::new(move |_| it.preview.with(|preview| matches!(preview, Preview::Done(_))));
    let number = it.page.with_known(next_number).unwrap_or(1).to_string();
    move || {
        if !is_previewed.get() {
            return None;
        }
        if !it.page.with_known(|known| known.may.publish).unwrap_or_default() {
            return Some(view! { <p class="muted" role="note">{words.publish_may_not}</p> }.into_any());
        }
        let lacks = move || it.lacks(words);
        let off = move || it.busy.get() || it.lacks(words).is_some();
        let button = fill(words.publish_button, &[("n", &number)]);
        let typed = move |event| it.why.set(event_target_value(&event));
        Some(
            view! {
                <form class="setup-form" on:submit=|event| event.prevent_default() novalidate=true>
                    <div class="field">
                        <label for="kb-new-in">{words.publish_why}</label>
                        <input id="kb-new-in" type="text" dir="auto" autocomplete="off" maxlength="500" prop:value=it.why.get_untracked() on:input=typed />
                    </div>
                    <div class="save-bar">
                        <button class="button go" type="button" disabled=off on:click=move |_| it.publish()>{button}</button>
                        {move || lacks().map(|why| view! { <p class="small" role="status">{why}</p> })}
                    </div>
                </form>
            }
            .into_any(),
        )
    }
}

fn next_number(known: &protocol::Knowledge) -> u64 {
    known.edition.as_ref().map_or(0, |edition| edition.number) + 1
}

fn out_view(it: Publishing, words: &'static KnowledgeWords) -> AnyView {
    match it.out.get() {
        Out::Nothing => ().into_any(),
        Out::Published(number, before) => {
            let told = fill(words.published, &[("n", &number.to_string())]);
            let undo = (before > 0).then(|| {
                let press = move |_| it.undo(number, before);
                view! { <button class="button" type="button" disabled=move || it.busy.get() on:click=press>{words.undo}</button> }
            });
            view! { <div class="kb-bar"><p class="saved" role="status">{told}</p> {undo}</div> }.into_any()
        }
        Out::Undone => view! { <p class="saved" role="status">{words.undone}</p> }.into_any(),
        Out::Refused(why) => view! { <p class="problem" role="alert">{why}</p> }.into_any(),
    }
}

/// While there are drafts and one does something else, what visitors get now is found out: half of a preview. Whether it was
/// begun.
pub fn foresee(page: Page) -> bool {
    let Some(chosen) = page.with_known(ready).filter(|chosen| !chosen.is_empty()) else { return false };
    spawn_local(async move {
        if let Some((known, questions, _)) = questions(page, &chosen).await {
            engine::foresee(&known, &questions).await;
            look_ahead(page);
        }
    });
    true
}

fn look_ahead(page: Page) {
    if page.engine.try_get_untracked().is_some() && engine::look_ahead() {
        engine::soon(move || look_ahead(page));
    }
}

/// The base, what is asked of both editions, and whether the entries' own wordings are among it; none once the page is gone.
async fn questions(page: Page, chosen: &BTreeSet<String>) -> Option<(Knowledge, Vec<KnownQuestion>, bool)> {
    // A desk that knows no questions has the entries' own wordings all the same.
    let asked = wire::questions(&page.site()).await.map(|known| known.questions).unwrap_or_default();
    let known = page.known.try_get_untracked().flatten()?;
    let (questions, has_own) = asked_of(&known, chosen, asked);
    Some((known, questions, has_own))
}

impl Publishing {
    /// Gives the preview up: what is chosen is another now, or nobody wants to wait.
    fn give_up(self) {
        self.turn.update_value(|turn| *turn += 1);
        engine::cancel();
        self.preview.set(Preview::None);
    }

    fn approve(self, id: String) {
        let page = self.page;
        spawn_local(async move {
            let revision = page.entry(&id).and_then(|entry| entry.draft).map_or(0, |draft| draft.revision);
            match page.change(vec![wire::plain(&id, revision, DraftAction::Approve)]).await {
                Ok(()) => {
                    self.chosen.try_update(|chosen| chosen.insert(id));
                    if self.turn.try_get_value().is_some() {
                        self.give_up();
                    }
                }
                Err(trouble) => drop(self.out.try_set(Out::Refused(page.trouble_words(&trouble)))),
            }
        });
    }

    fn begin(self) {
        self.out.set(Out::Nothing);
        self.looked_at.set(BTreeSet::new());
        self.preview.set(Preview::Running(0.0));
        self.turn.update_value(|turn| *turn += 1);
        let turn = self.turn.get_value();
        spawn_local(async move {
            let begun = self.prepare().await;
            if self.turn.try_get_value() != Some(turn) {
                return engine::cancel();
            }
            match begun {
                true => self.go_on(turn),
                false => self.preview.set(Preview::Failed),
            }
        });
    }

    async fn prepare(self) -> bool {
        let Some(chosen) = self.chosen.try_get_untracked() else { return false };
        let Some((known, questions, has_own)) = questions(self.page, &chosen).await else { return false };
        if self.has_own.try_set(has_own).is_some() {
            return false;
        }
        engine::begin(&known, Chosen::Only(&chosen), &questions).await
    }

    /// A slice, and then the next: the page draws in between.
    fn go_on(self, turn: u32) {
        if self.turn.try_get_value() != Some(turn) {
            return;
        }
        let done = engine::advance();
        if done < 1.0 {
            self.preview.set(Preview::Running(done));
            return engine::next(move || self.go_on(turn));
        }
        self.preview.set(engine::report().map_or(Preview::Failed, Preview::Done));
    }

    /// What must be done before publishing, in words; none where nothing is.
    fn lacks(self, words: &KnowledgeWords) -> Option<String> {
        let worse = self.preview.with(|preview| match preview {
            Preview::Done(report) => report.counts.worse,
            _ => 0,
        });
        let left = worse.saturating_sub(self.looked_at.with(|looked| looked.len() as u64));
        if left > 0 {
            return Some(fill(words.publish_must_look, &[("n", &left.to_string())]));
        }
        self.why.with(|why| why.trim().is_empty()).then(|| words.publish_must_why.to_owned())
    }

    fn publish(self) {
        let page = self.page;
        let Preview::Done(report) = self.preview.get_untracked() else { return };
        let Some(known) = page.known.get_untracked() else { return };
        let before = known.edition.as_ref().map_or(0, |edition| edition.number);
        let chosen = self.chosen.get_untracked();
        let drafts = known.entries.iter().filter(|entry| chosen.contains(&entry.id));
        let drafts = drafts.filter_map(|entry| {
            Some(PublishedDraft { id: entry.id.clone(), revision: entry.draft.as_ref()?.revision })
        });
        let publication = Publication {
            site: page.site(),
            edition: before,
            drafts: drafts.collect(),
            why: self.why.with_untracked(|why| why.trim().to_owned()),
            preview: report.counts,
            language: self.tongue(&known),
            acknowledged: self.looked_at.with_untracked(|looked| looked.len() as u64),
        };
        self.busy.set(true);
        spawn_local(async move {
            let done = page.settle(wire::publish(&publication).await).await;
            if self.busy.try_set(false).is_some() {
                return;
            }
            match done {
                Ok(()) => self.is_out(before),
                Err(trouble) => self.out.set(Out::Refused(page.trouble_words(&trouble))),
            }
        });
    }

    /// The language of the entries' own texts: the base's, and of a first edition what they are written in, since the desk
    /// knows none before.
    fn tongue(self, known: &protocol::Knowledge) -> String {
        if !known.language.is_empty() {
            return known.language.clone();
        }
        self.page.state.language.get_untracked().primary().to_owned()
    }

    fn is_out(self, before: u64) {
        let edition = self.page.with_known(|known| known.edition.clone()).flatten().unwrap_or_default();
        self.page.with_known(engine::published);
        self.give_up();
        self.why.set(String::new());
        self.chosen.set(self.page.with_known(ready).unwrap_or_default());
        self.out.set(Out::Published(edition.number, before));
    }

    /// Visitors get again what they had before.
    fn undo(self, number: u64, before: u64) {
        let page = self.page;
        let restoration = Restoration { site: page.site(), edition: number, to: before, why: String::new() };
        self.busy.set(true);
        spawn_local(async move {
            let done = page.settle(wire::restore(&restoration).await).await;
            let _ = self.busy.try_set(false);
            let out = match done {
                Ok(()) => Out::Undone,
                Err(trouble) => Out::Refused(page.trouble_words(&trouble)),
            };
            let _ = self.out.try_set(out);
        });
    }
}
