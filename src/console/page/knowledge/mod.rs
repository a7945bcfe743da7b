//! A site's knowledge base: its entries, what is drafted over them, and its editions.

mod editor;
mod engine;
mod entry_bar;
mod export;
mod fields;
mod file_text;
mod history;
mod import;
mod list;
mod publish;
mod report;
mod row;
mod seen;
mod start;
mod trial;
mod wire;

use console::Place;
use console::knowledge::{At, Chosen, EntryHealth, RowFilter, View, at, base_of, fragment};
use console::words::fill;
use leptos::ev::hashchange;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DraftChange, Knowledge, KnowledgeEntry, Role};

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State, location_fragment};
use super::{dates, kept, knowledge_words, language};

/// The site that was looked at last.
const SITE: &str = "console-knowledge-site";
/// The site of a desk that names none.
const DEFAULT_SITE: &str = "default";

/// What the views of the page share; copying it copies only the handles.
#[derive(Clone, Copy)]
pub struct Page {
    state: State,
    /// Where one is.
    at: RwSignal<At>,
    /// What the desk told; none before it did.
    known: RwSignal<Option<Knowledge>>,
    /// Why it told nothing.
    lacks: RwSignal<Option<Trouble>>,
    /// The sites to choose from: id and name.
    sites: RwSignal<Vec<(String, String)>>,
    /// How the entries are; empty before the engine has told.
    health: RwSignal<Vec<EntryHealth>>,
    /// Grows when the engine has another base, or has learnt it.
    engine: RwSignal<u32>,
    /// What is looked for in the list, kept while one edits an entry.
    filter: RwSignal<RowFilter>,
    /// What came of the last change.
    told: RwSignal<Option<Told>>,
    /// The new entry that was saved last, which is then opened as one that exists.
    just_saved: StoredValue<String>,
}

/// What somebody is told of a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Whether it came to nothing.
    is_problem: bool,
    /// In words.
    words: String,
}

/// The page.
pub fn view(state: State) -> impl IntoView {
    let words = knowledge_words();
    let page = Page {
        state,
        at: RwSignal::new(at(&location_fragment())),
        known: RwSignal::new(None),
        lacks: RwSignal::new(None),
        sites: RwSignal::new(Vec::new()),
        health: RwSignal::new(Vec::new()),
        engine: RwSignal::new(0),
        filter: RwSignal::new(RowFilter::default()),
        told: RwSignal::new(None),
        just_saved: StoredValue::new(String::new()),
    };
    let listens = window_event_listener(hashchange, move |_| page.follow());
    on_cleanup(move || listens.remove());
    page.open();
    let is_here = Memo::new(move |_| page.known.with(Option::is_some));
    let where_to = Memo::new(move |_| page.at.get().view);
    // Only what changes draws the view anew: what is typed or told in it would be gone.
    let lacks = Memo::new(move |_| page.lacks.get());
    let inside = move || match (is_here.get(), lacks.get()) {
        (true, _) => draw(page, where_to.get()),
        (false, Some(trouble)) => page.lacking(&trouble),
        (false, None) => view! {
            <h1 id="kb-title">{words.knowledge}</h1>
            <p class="muted late" role="status">{words.page_loading}</p>
        }
        .into_any(),
    };
    view! { <section class="board setup kb" aria-labelledby="kb-title">{head(page)} {inside}</section> }
}

fn draw(page: Page, view: View) -> AnyView {
    match view {
        View::Entry(id) => editor::of_entry(page, &id),
        View::New(source) => start::view(page, source),
        View::Entries => list::view(page).into_any(),
        View::Import => import::view(page).into_any(),
        View::Publish => publish::view(page).into_any(),
        View::History => history::view(page).into_any(),
    }
}

/// The way from one view to the next, and which site's they are.
fn head(page: Page) -> impl IntoView {
    let words = knowledge_words();
    let drafts = move || page.known.with(|known| known.as_ref().map_or(0, drafts));
    let publish = move || match drafts() {
        0 => words.publish.to_owned(),
        count => fill(words.publish_n, &[("n", &count.to_string())]),
    };
    let is_list = |view: &View| matches!(view, View::Entries | View::Entry(_) | View::New(_));
    let link = move |view: View, text: AnyView| {
        let (to, own) = (view.clone(), view.clone());
        let here = move || {
            let at = page.at.get().view;
            (at == own || is_list(&at) && is_list(&own)).then_some("page")
        };
        view! { <a href=move || page.address(&to) aria-current=here>{text}</a> }
    };
    view! {
        <div class="kb-head">
            <nav class="setup-pages" aria-label=words.kb_pages>
                {link(View::Entries, words.kb_entries.into_any())}
                {link(View::Import, words.import.into_any())}
                {link(View::Publish, publish.into_any())}
                {link(View::History, words.history.into_any())}
            </nav>
            {move || (page.sites.with(Vec::len) > 1).then(|| choose_site(page))}
        </div>
    }
}

fn choose_site(page: Page) -> impl IntoView {
    let words = knowledge_words();
    let here = page.site();
    let option = |(id, name): (String, String)| {
        let selected = id == here;
        view! { <option value=id selected=selected>{name}</option> }
    };
    let chosen = move |event| {
        let site = event_target_value(&event);
        // A fragment is always accepted.
        let _ = window().location().set_hash(&fragment(&site, &View::Entries));
    };
    let options = page.sites.get().into_iter().map(option).collect_view();
    view! { <select class="kb-site" aria-label=words.site on:change=chosen>{options}</select> }
}

/// How many entries are drafted.
fn drafts(known: &Knowledge) -> usize {
    known.entries.iter().filter(|entry| entry.draft.is_some()).count()
}

impl Page {
    /// The id of the site that is open.
    fn site(self) -> String {
        self.at.with_untracked(|at| at.site.clone())
    }

    /// The address of a view of this site's.
    fn address(self, view: &View) -> String {
        fragment(&self.at.with(|at| at.site.clone()), view)
    }

    /// Goes to a view, as a step that the browser's back button takes back.
    fn go(self, view: &View) {
        // A fragment is always accepted.
        let _ = window().location().set_hash(&fragment(&self.site(), view));
    }

    /// What the desk told, read without following it; none before it did.
    fn with_known<T>(self, read: impl FnOnce(&Knowledge) -> T) -> Option<T> {
        self.known.try_with_untracked(|known| known.as_ref().map(read)).flatten()
    }

    /// An entry as the desk told it.
    fn entry(self, id: &str) -> Option<KnowledgeEntry> {
        self.with_known(|known| known.entries.iter().find(|entry| entry.id == id).cloned()).flatten()
    }

    /// An entry's question as it would be, by its id; the id itself where there is none.
    fn title(self, id: &str) -> String {
        let found = self.with_known(|known| {
            let entry = known.entries.iter().find(|entry| entry.id == id)?;
            console::knowledge::newest(entry).or(entry.published.as_ref()).map(|entry| entry.question.clone())
        });
        found.flatten().unwrap_or_else(|| id.to_owned())
    }

    /// The base with all drafts.
    fn base(self) -> knowledge::KnowledgeBase {
        self.with_known(|known| base_of(known, Chosen::Drafts)).unwrap_or_default()
    }

    /// The address has changed.
    fn follow(self) {
        let fragment = location_fragment();
        if console::place(&fragment) != Place::Knowledge {
            return;
        }
        let mut now = at(&fragment);
        let before = self.site();
        if now.site.is_empty() {
            now.site.clone_from(&before);
        }
        let other_site = now.site != before;
        self.told.set(None);
        self.at.set(now);
        if other_site {
            self.known.set(None);
            self.lacks.set(None);
            self.health.set(Vec::new());
            self.filter.set(RowFilter::default());
            kept::keep(SITE, &self.site());
            spawn_local(self.fetch());
        }
    }

    /// Finds out whose knowledge base is meant, and fetches it.
    fn open(self) {
        spawn_local(async move {
            let sites = self.listed_sites().await;
            if self.site().is_empty() {
                let last = kept::recall(SITE).filter(|last| sites.iter().any(|(id, _)| id == last));
                let first = sites.first().map(|(id, _)| id.clone());
                let site = last.or(first).unwrap_or_else(|| DEFAULT_SITE.to_owned());
                self.at.try_update(|at| at.site = site);
            }
            let _ = self.sites.try_set(sites);
            self.fetch().await;
        });
    }

    /// The sites that whoever asks sees: leads are told, an agent knows those of the inbox.
    async fn listed_sites(self) -> Vec<(String, String)> {
        if self.state.role() >= Role::Lead {
            let Ok(setup) = desk::setup().await else { return Vec::new() };
            let named = |site: protocol::SiteSetup| {
                let name = if site.rules.name.is_empty() { site.id.clone() } else { site.rules.name };
                (site.id, name)
            };
            return setup.sites.into_iter().map(named).collect();
        }
        let mut sites: Vec<String> = self.state.listed.with_untracked(|listed| {
            let rows = listed.iter().flat_map(|listed| &listed.inbox.conversations);
            rows.map(|row| row.site.clone()).collect()
        });
        sites.sort_unstable();
        sites.dedup();
        sites.into_iter().map(|id| (id.clone(), id)).collect()
    }

    /// Fetches what the desk has.
    async fn fetch(self) {
        let Some(site) = self.at.try_with_untracked(|at| at.site.clone()) else { return };
        match wire::knowledge(&site).await {
            Ok(known) => self.take(known),
            Err(trouble) => {
                self.troubled(&trouble);
                let _ = self.lacks.try_set(Some(trouble));
            }
        }
    }

    /// Takes in what the desk has; whoever has gone on meanwhile needs it no longer.
    fn take(self, known: Knowledge) {
        if self.at.try_with_untracked(|at| at.site == known.site) == Some(true) {
            self.lacks.set(None);
            self.known.set(Some(known));
            spawn_local(engine::hold(self));
        }
    }

    /// Sends changes of drafts, and takes in what came of them.
    async fn change(self, changes: Vec<DraftChange>) -> Result<(), Trouble> {
        let done = wire::change(&self.site(), changes).await;
        self.settle(done).await
    }

    /// What came of a change is taken in; where somebody else was faster, what the desk has is fetched.
    async fn settle(self, done: Result<Knowledge, Trouble>) -> Result<(), Trouble> {
        match done {
            Ok(known) => {
                self.take(known);
                Ok(())
            }
            Err(trouble) => {
                self.troubled(&trouble);
                if matches!(&trouble, Trouble::Refused(refusal) if refusal.is_conflict()) {
                    self.fetch().await;
                }
                Err(trouble)
            }
        }
    }

    /// Does that aside, and says what came of it.
    fn change_aside(self, change: DraftChange, done: &'static str) {
        spawn_local(async move {
            let told = match self.change(vec![change]).await {
                Ok(()) => Told { is_problem: false, words: done.to_owned() },
                Err(trouble) => Told { is_problem: true, words: self.trouble_words(&trouble) },
            };
            let _ = self.told.try_set(Some(told));
        });
    }

    /// What a call that came to nothing means for the whole page.
    fn troubled(self, trouble: &Trouble) {
        match trouble {
            Trouble::SignedOut => self.state.access.set(Access::Over),
            Trouble::Away => self.state.standing.set(Standing::Away),
            Trouble::Missing | Trouble::Refused(_) => {}
        }
    }

    /// The same in words.
    fn trouble_words(self, trouble: &Trouble) -> String {
        let words = self.state.language.get_untracked().knowledge_words();
        match trouble {
            Trouble::Refused(refusal) if refusal.is_conflict() => words.kb_stale.to_owned(),
            Trouble::Refused(refusal) => refusal.words(words),
            Trouble::Away => words.kb_away.to_owned(),
            _ => words.failed.to_owned(),
        }
    }

    /// What stands there where the desk told nothing.
    fn lacking(self, trouble: &Trouble) -> AnyView {
        let words = knowledge_words();
        let why = match trouble {
            Trouble::Missing => words.kb_missing.to_owned(),
            trouble => self.trouble_words(trouble),
        };
        let again = move |_| {
            self.lacks.set(None);
            spawn_local(self.fetch());
        };
        view! {
            <h1 id="kb-title">{words.knowledge}</h1>
            <p class="problem" role="alert">{why}</p>
            <button class="button" on:click=again>{words.try_again}</button>
        }
        .into_any()
    }

    /// What came of the last change, where something did.
    fn told_view(self) -> impl IntoView {
        move || {
            self.told.get().map(|told| match told.is_problem {
                true => view! { <p class="problem" role="alert">{told.words}</p> }.into_any(),
                false => view! { <p class="saved" role="status">{told.words}</p> }.into_any(),
            })
        }
    }
}

/// A moment as this page shows it.
fn moment(at: i64) -> String {
    dates::moment_words(at, language())
}
