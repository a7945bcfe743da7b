//! What the desk finds for the list: the closed conversations, or those with the words that are searched for.

use std::time::Duration;

use console::Tab;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Among, Find, Hit};

use super::desk::{self, Trouble};
use super::state::{Access, Standing, State};

/// What was found is looked for again so long after something changed at the desk; a burst of changes is one look.
const AGAIN: Duration = Duration::from_secs(2);

/// What was found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Finding {
    /// What was asked for.
    pub asked: Find,
    /// The pages so far.
    pub hits: Vec<Hit>,
    /// Names the next page; none after the last.
    pub more: Option<String>,
    /// Whether the first page is here.
    pub is_here: bool,
    /// Whether a page is on its way.
    is_coming: bool,
}

impl Finding {
    /// What was found of a conversation.
    pub fn get(&self, id: &str) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.summary.id == id)
    }

    /// Puts a page to what is here; the first page goes before it.
    fn take_in(&mut self, page: Vec<Hit>, is_first: bool) {
        self.hits.retain(|hit| page.iter().all(|fresh| fresh.summary.id != hit.summary.id));
        let at = if is_first { 0 } else { self.hits.len() };
        self.hits.splice(at..at, page);
    }
}

/// Asks whenever something else is to be found, and again when the desk tells of changes.
pub fn follow(state: State) {
    let wanted = Memo::new(move |_| wanted(state));
    Effect::new(move |_| match wanted.get() {
        Some(asked) => {
            state.finding.set(Finding { asked: asked.clone(), ..Finding::default() });
            ask(state, asked);
        }
        None => state.finding.set(Finding::default()),
    });
    let waits = StoredValue::new(false);
    let revision =
        Memo::new(move |_| state.listed.with(|listed| listed.as_ref().map(|listed| listed.inbox.revision)));
    Effect::new(move |before: Option<Option<u64>>| {
        let now = revision.get();
        let is_news = before.flatten().is_some_and(|before| Some(before) != now);
        if is_news && wanted.get_untracked().is_some() && !waits.get_value() {
            waits.set_value(true);
            let again = move || {
                waits.set_value(false);
                if let Some(asked) = wanted.get_untracked() {
                    ask(state, asked);
                }
            };
            set_timeout(again, AGAIN);
        }
        now
    });
}

fn wanted(state: State) -> Option<Find> {
    if !state.signed_in() {
        return None;
    }
    let among = match state.tab.get() {
        _ if state.is_searching() => Among::All,
        Tab::Resolved => Among::Closed,
        _ => return None,
    };
    let words = state.sought.with(|words| words.trim_start().to_owned());
    Some(state.filter.with(|filter| filter.ask(&words, among)))
}

/// Asks for the next page, if there is one and it isn't on its way.
pub fn ask_for_more(state: State) {
    let next = state.finding.with_untracked(|finding| {
        let after = finding.more.clone().filter(|_| !finding.is_coming)?;
        Some(Find { after: Some(after), ..finding.asked.clone() })
    });
    if let Some(next) = next {
        ask(state, next);
    }
}

fn ask(state: State, find: Find) {
    state.finding.update_untracked(|finding| finding.is_coming = true);
    spawn_local(async move {
        let answer = desk::find(&find).await;
        let is_first = find.after.is_none();
        let asked = Find { after: None, ..find };
        if state.finding.with_untracked(|finding| finding.asked != asked) {
            return;
        }
        match answer {
            Ok(found) => state.finding.update(|finding| {
                // The pages after it are known already where the first is asked for again.
                if !is_first || !finding.is_here {
                    finding.more = found.more;
                }
                finding.take_in(found.hits, is_first);
                (finding.is_here, finding.is_coming) = (true, false);
            }),
            Err(trouble) => {
                state.finding.update_untracked(|finding| finding.is_coming = false);
                match trouble {
                    Trouble::SignedOut => state.access.set(Access::Over),
                    _ => state.standing.set(Standing::Away),
                }
            }
        }
    });
}
