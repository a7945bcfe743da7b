//! What the page knows, as signals that every part of it shares.

use std::collections::{BTreeMap, BTreeSet};

use console::words::Language;
use console::{Filter, Look, Me, Place, Seen, Tab, look, place, put_in_order, query, query_of};
use leptos::prelude::*;
use protocol::{
    AgentProfile, Author, CannedReply, ConversationDetail, ConversationSummary, DeskSetup, Inbox, Material,
    Note, Role,
};

pub use super::access::{Access, Standing};
use super::desk::Refusal;
use super::finding::Finding;
use super::kept;
pub use super::location::location_fragment;
use super::location::{opened_by, replace_address, set_address};
use super::outgoing::Outgoing;
use super::uploads::Uploading;

/// The inbox with each conversation's place in it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// As the desk told it, in the order shown.
    pub inbox: Inbox,
    /// When the order is another though nothing happens, Unix milliseconds: an answer becomes overdue.
    pub until: Option<i64>,
    places: BTreeMap<String, usize>,
}

impl Listed {
    /// Puts the conversations in order and notes where each stands.
    pub fn new(mut inbox: Inbox, now_ms: i64) -> Self {
        let until = put_in_order(&mut inbox.conversations, now_ms);
        let places =
            inbox.conversations.iter().enumerate().map(|(place, row)| (row.id.clone(), place)).collect();
        Self { inbox, until, places }
    }

    /// A conversation by its id.
    pub fn get(&self, id: &str) -> Option<&ConversationSummary> {
        self.inbox.conversations.get(*self.places.get(id)?)
    }
}

/// The open conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Pane {
    /// None is open, or it is on its way.
    Empty,
    /// The desk doesn't have it.
    Missing,
    /// It is here.
    Here(Box<ConversationDetail>),
}

/// Somebody else who writes in the open conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Writer {
    /// Visitor or agent.
    pub author: Author,
    /// An agent's name.
    pub name: Option<String>,
}

/// The assistant's message that the words in the box are to correct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// The message's id.
    pub id: String,
    /// Its words.
    pub text: String,
}

/// What is done in a dialog with the open conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// It rests until a time.
    Snooze,
    /// It is due by a time.
    Due,
    /// A team is asked.
    Ask,
    /// It goes back to the assistant with a note.
    HandBack,
}

/// To what a note goes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum NoteTo {
    /// Whoever reads it.
    #[default]
    Team,
    /// Another team, as a question.
    Ask(String),
    /// A question: the id of its note, and its words.
    Answer(String, String),
}

/// Every signal of the page; copying it copies only the handles.
#[derive(Clone, Copy)]
pub struct State {
    /// Whether somebody is signed in.
    pub access: RwSignal<Access>,
    /// The language of everything on screen.
    pub language: RwSignal<Language>,
    /// What the desk lists; none before its first answer.
    pub listed: RwSignal<Option<Listed>>,
    /// How many times the inbox was asked for.
    pub asked: StoredValue<u64>,
    /// Which of these questions the list shows the answer to.
    pub answered: StoredValue<u64>,
    /// Whether the page is in step with the desk.
    pub standing: RwSignal<Standing>,
    /// Whether what is new comes over a line by itself.
    pub live: RwSignal<bool>,
    /// How far the desk's clock is ahead of ours, milliseconds.
    pub ahead: StoredValue<i64>,
    /// The desk's clock, Unix milliseconds, moved on every second.
    pub now: RwSignal<i64>,
    /// The tab of the inbox.
    pub tab: RwSignal<Tab>,
    /// Whether the address or the agent has chosen it.
    pub tab_chosen: StoredValue<bool>,
    /// What narrows the inbox.
    pub filter: RwSignal<Filter>,
    /// The words searched for; empty where none are.
    pub sought: RwSignal<String>,
    /// What the desk found: closed conversations, or those with the words.
    pub finding: RwSignal<Finding>,
    /// Whether the choices of filters are unfolded.
    pub filters_shown: RwSignal<bool>,
    /// The conversation whose row has the focus, or is to have it: it is drawn even out of view.
    pub focused: RwSignal<Option<String>>,
    /// The id of the open conversation, as the address says.
    pub open: RwSignal<Option<String>>,
    /// What the desk is set to; none before it was asked for.
    pub setup: RwSignal<Option<DeskSetup>>,
    /// The id of the site whose settings are open.
    pub setup_site: RwSignal<String>,
    /// The page of the rail that is open, as the address says.
    pub place: RwSignal<Place>,
    /// What the address asks of that page, after its question mark.
    pub query: RwSignal<String>,
    /// The open conversation itself.
    pub pane: RwSignal<Pane>,
    /// Who else writes in it.
    pub writer: RwSignal<Option<Writer>>,
    /// The names of colleagues who look at it too.
    pub looking: RwSignal<Vec<String>>,
    /// What the words in the box are to correct.
    pub corrected: RwSignal<Option<Corrected>>,
    /// The agent's replies that are kept to be used again, and everybody's.
    pub canned: RwSignal<Vec<CannedReply>>,
    /// What the page knows of a site, and of which; empty until the desk has told.
    pub material: RwSignal<(Option<String>, Material)>,
    /// Grows when suggested replies may be others.
    pub advised: RwSignal<u64>,
    /// How many suggestions wait for a decision.
    pub suggested: RwSignal<u64>,
    /// Who is at the desk, as last asked.
    pub roster: RwSignal<Option<Vec<AgentProfile>>>,
    /// How far each conversation was read.
    pub seen: RwSignal<Seen>,
    /// Replies that the desk has not acknowledged.
    pub outgoing: RwSignal<Vec<Outgoing>>,
    /// Files that the desk has not acknowledged.
    pub uploads: RwSignal<Vec<Uploading>>,
    /// What stands in the reply box that is on screen, so that a refused reply can be put back into it.
    pub draft: StoredValue<Option<RwSignal<String>>>,
    /// Why the last button came to nothing.
    pub refusal: RwSignal<Option<Refusal>>,
    /// What a screen reader is told next.
    pub spoken: RwSignal<String>,
    /// Whether single letters are shortcuts.
    pub single_keys: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub keys_shown: RwSignal<bool>,
    /// Whether the agent's own account is open.
    pub account_shown: RwSignal<bool>,
    /// Whether the replies that are kept to be used again are open.
    pub replies_shown: RwSignal<bool>,
    /// Whether a colleague is being chosen for the open conversation.
    pub transfer_shown: RwSignal<bool>,
    /// Whether the menu over the open conversation is open.
    pub more_shown: RwSignal<bool>,
    /// What is being done with the open conversation in a dialog, and whether that is open.
    pub sheet: RwSignal<Sheet>,
    pub sheet_shown: RwSignal<bool>,
    /// Whether the box is for a note and not for a reply.
    pub noting: RwSignal<bool>,
    /// To what the note in the box goes beyond the team.
    pub note_to: RwSignal<NoteTo>,
    /// What stands in the note's box, apart from the reply's.
    pub note_draft: StoredValue<Option<RwSignal<String>>>,
    /// Colleagues whose name may be meant by what is typed.
    pub offered: RwSignal<Vec<AgentProfile>>,
    /// Whether the background is unfolded where it has no column of its own.
    pub background_shown: RwSignal<bool>,
}

impl State {
    /// As the browser and its address have it.
    pub fn new() -> Self {
        let browser = window().navigator().language();
        let kept_language = kept::recall(kept::LANGUAGE);
        let fragment = location_fragment();
        let place = place(&fragment);
        // Other places carry questions of their own.
        let look = look(&fragment).filter(|_| place == Place::Inbox);
        let (tab, filter, sought) =
            look.clone().map_or_else(Default::default, |look| (Some(look.tab), look.filter, look.words));
        Self {
            access: RwSignal::new(Access::Checking),
            language: RwSignal::new(Language::choose(kept_language.as_deref(), browser.as_deref())),
            listed: RwSignal::new(None),
            asked: StoredValue::new(0),
            answered: StoredValue::new(0),
            standing: RwSignal::new(Standing::Fetching),
            live: RwSignal::new(false),
            ahead: StoredValue::new(0),
            now: RwSignal::new(ui::now_ms() as i64),
            tab: RwSignal::new(tab.unwrap_or(Tab::Waiting)),
            tab_chosen: StoredValue::new(tab.is_some()),
            filter: RwSignal::new(filter),
            sought: RwSignal::new(sought),
            finding: RwSignal::new(Finding::default()),
            filters_shown: RwSignal::new(false),
            focused: RwSignal::new(None),
            setup: RwSignal::new(None),
            setup_site: RwSignal::new(String::new()),
            place: RwSignal::new(place),
            query: RwSignal::new(query_of(&fragment).to_owned()),
            open: RwSignal::new(opened_by(&fragment)),
            pane: RwSignal::new(Pane::Empty),
            writer: RwSignal::new(None),
            looking: RwSignal::new(Vec::new()),
            corrected: RwSignal::new(None),
            canned: RwSignal::new(Vec::new()),
            material: RwSignal::default(),
            advised: RwSignal::new(0),
            suggested: RwSignal::new(0),
            roster: RwSignal::new(None),
            seen: RwSignal::new(Seen::read(&kept::recall(kept::SEEN).unwrap_or_default())),
            outgoing: RwSignal::new(super::outgoing::kept()),
            uploads: RwSignal::new(Vec::new()),
            draft: StoredValue::new(None),
            refusal: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            single_keys: RwSignal::new(kept::recall(kept::SINGLE_KEYS).as_deref() != Some("off")),
            keys_shown: RwSignal::new(false),
            account_shown: RwSignal::new(false),
            replies_shown: RwSignal::new(false),
            transfer_shown: RwSignal::new(false),
            more_shown: RwSignal::new(false),
            sheet: RwSignal::new(Sheet::Snooze),
            sheet_shown: RwSignal::new(false),
            noting: RwSignal::new(false),
            note_to: RwSignal::new(NoteTo::Team),
            note_draft: StoredValue::new(None),
            offered: RwSignal::new(Vec::new()),
            background_shown: RwSignal::new(false),
        }
    }

    /// The id of the agent who is signed in; empty if nobody is. What is drawn at the desk is drawn anew with each
    /// sign-in, so nothing needs to follow it.
    pub fn me(self) -> String {
        self.myself().id
    }

    /// The agent who is signed in, with the teams.
    pub fn myself(self) -> Me {
        self.access.with_untracked(|access| match access {
            Access::In(session) => Me { id: session.agent.clone(), teams: session.teams.clone() },
            _ => Me::default(),
        })
    }

    /// What the signed-in agent may do.
    pub fn role(self) -> Role {
        self.access.with_untracked(|access| match access {
            Access::In(session) => session.role,
            _ => Role::Agent,
        })
    }

    /// The signed-in agent's own name; empty if nobody is signed in.
    pub fn own_name(self) -> String {
        self.access.with_untracked(|access| match access {
            Access::In(session) => session.name.clone(),
            _ => String::new(),
        })
    }

    /// Whether somebody is signed in, followed.
    pub fn signed_in(self) -> bool {
        self.access.with(|access| matches!(access, Access::In(_)))
    }

    /// The id and the latest number of the open conversation, once it is here, followed.
    pub fn here(self) -> Option<(String, u64)> {
        let open = self.open.get()?;
        self.pane.with(|pane| match pane {
            Pane::Here(detail) if detail.summary.id == open => Some((open, console::last_seq(detail))),
            _ => None,
        })
    }

    /// The teams of the signed-in agent.
    pub fn teams(self) -> Vec<String> {
        self.myself().teams
    }

    /// The notes of the open conversation as something reads them, once it is here, followed.
    pub fn notes<T: Default>(self, read: impl FnOnce(&[Note]) -> T) -> T {
        self.pane.with(|pane| match pane {
            Pane::Here(detail) => read(&detail.notes),
            _ => T::default(),
        })
    }

    /// A conversation as the inbox lists it, else as it was found, else as the open one tells.
    pub fn summary(self, id: &str) -> Option<ConversationSummary> {
        let listed = self.listed.with(|listed| listed.as_ref().and_then(|listed| listed.get(id).cloned()));
        let found = || self.finding.with(|finding| finding.get(id).map(|hit| hit.summary.clone()));
        listed.or_else(found).or_else(|| {
            self.pane.with(|pane| match pane {
                Pane::Here(detail) if detail.summary.id == id => Some(detail.summary.clone()),
                _ => None,
            })
        })
    }

    /// The sites that the agent knows of: the first one and those that conversations are of.
    pub fn sites(self) -> BTreeSet<String> {
        let first = std::iter::once(console::suggestions::FIRST_SITE.to_owned());
        self.rows(|rows| rows.iter().map(|row| row.site.clone()).chain(first).collect())
    }

    /// Whether the list shows what the desk found, not what it lists.
    pub fn is_finding(self) -> bool {
        self.tab.get() == Tab::Resolved || self.is_searching()
    }

    /// Whether words are searched for.
    pub fn is_searching(self) -> bool {
        self.sought.with(|sought| !sought.trim().is_empty())
    }

    /// The ids that are shown, in order.
    pub fn ids(self) -> Vec<String> {
        if self.is_finding() {
            return self
                .finding
                .with(|finding| finding.hits.iter().map(|hit| hit.summary.id.clone()).collect());
        }
        let (me, tab) = (self.myself(), self.tab.get());
        self.filter.with(|filter| {
            let shown = |row: &&ConversationSummary| tab.shows(row, &me) && filter.fits(row);
            self.rows(|rows| rows.iter().filter(shown).map(|row| row.id.clone()).collect())
        })
    }

    /// How many a tab shows where nothing narrows it.
    pub fn count(self, tab: Tab) -> usize {
        let me = self.myself();
        self.rows(|rows| rows.iter().filter(|row| tab.shows(row, &me)).count())
    }

    /// Whether a tab shows anything that this agent has not read.
    pub fn any_unread(self, tab: Tab) -> bool {
        let me = self.myself();
        self.seen.with(|seen| {
            self.rows(|rows| rows.iter().any(|row| tab.shows(row, &me) && seen.is_unread(row, &me.id)))
        })
    }

    /// Puts the list in order again once an answer has become overdue; does nothing before.
    pub fn keep_order(self, now_ms: i64) {
        let is_due = |listed: &Option<Listed>| {
            listed.as_ref().and_then(|listed| listed.until).is_some_and(|until| until <= now_ms)
        };
        if self.listed.with_untracked(is_due) {
            self.listed.update(|listed| {
                *listed = listed.take().map(|listed| Listed::new(listed.inbox, now_ms));
            });
        }
    }

    fn rows<T: Default>(self, read: impl FnOnce(&[ConversationSummary]) -> T) -> T {
        let read = |listed: &Option<Listed>| listed.as_ref().map(|listed| read(&listed.inbox.conversations));
        self.listed.with(read).unwrap_or_default()
    }

    /// Closes what is open over the page, and forgets who was at the desk: the next to sign in may be another.
    pub fn close_dialogs(self) {
        for shown in [
            self.keys_shown,
            self.account_shown,
            self.transfer_shown,
            self.replies_shown,
            self.sheet_shown,
            self.more_shown,
        ] {
            shown.set(false);
        }
        self.roster.set(None);
        self.setup.set(None);
    }

    /// Tells a screen reader, once; the same words again are told again.
    pub fn speak(self, text: String) {
        let said_before = self.spoken.with_untracked(|spoken| *spoken == text);
        // A no-break space makes it another text without another sound.
        self.spoken.set(if said_before { text + "\u{a0}" } else { text });
    }

    /// Goes where the address says. An address that doesn't say how the inbox is looked at leaves that as it is, and is
    /// completed, so that a reload gives the same.
    pub fn follow_address(self) {
        let fragment = location_fragment();
        let place = place(&fragment);
        match look(&fragment) {
            Some(look) if place == Place::Inbox => self.take_look(look),
            None if place == Place::Inbox => {
                let open = opened_by(&fragment);
                replace_address(&self.address(open.as_deref(), &self.look()));
            }
            _ => {}
        }
        if self.query.with_untracked(|query| query != query_of(&fragment)) {
            self.query.set(query_of(&fragment).to_owned());
        }
        // Set only where it changes: what is drawn for a place is drawn anew with each setting.
        if self.place.get_untracked() != place {
            self.place.set(place);
        }
        let open = opened_by(&fragment);
        if self.open.with_untracked(|before| *before != open) {
            self.open.set(open);
        }
    }

    /// How the inbox is looked at.
    pub fn look(self) -> Look {
        Look {
            tab: self.tab.get_untracked(),
            filter: self.filter.get_untracked(),
            words: self.sought.get_untracked(),
        }
    }

    fn take_look(self, look: Look) {
        self.tab_chosen.set_value(true);
        if self.tab.get_untracked() != look.tab {
            self.tab.set(look.tab);
        }
        if self.filter.with_untracked(|filter| *filter != look.filter) {
            self.filter.set(look.filter);
        }
        if self.sought.with_untracked(|sought| *sought != look.words) {
            self.sought.set(look.words);
        }
    }

    /// Looks at the inbox so, as a step that the browser's back button takes back.
    pub fn go_look(self, look: Look) {
        set_address(&self.address(self.open.get_untracked().as_deref(), &look));
    }

    /// Goes to a page's address, as a step that the browser's back button takes back.
    pub fn go(self, fragment: &str) {
        set_address(fragment);
    }

    /// The same as no step of its own, as with each letter of what is searched for.
    pub fn look_on(self, look: Look) {
        // Whoever has gone to another page meanwhile is not called back.
        if place(&location_fragment()) == Place::Inbox {
            replace_address(&self.address(self.open.get_untracked().as_deref(), &look));
        }
        self.take_look(look);
    }

    /// The address of a conversation, or of none, beside an inbox that is looked at in a way.
    pub fn address(self, id: Option<&str>, look: &Look) -> String {
        [id.map_or_else(|| "#/".to_owned(), console::address_of), query(look)].concat()
    }

    /// Opens a conversation by its address, so that the browser's own back button closes it again.
    pub fn go_to(self, id: Option<&str>) {
        set_address(&self.address(id, &self.look()));
    }
}
