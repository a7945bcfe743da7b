//! What only some visits need, downloaded when they do: the conversation with a person, what insights tell of a visit, FAQs
//! in other forms than ours, and what a developer sees.
//
// `cargo xtask dist` builds with the feature `split` and cuts the module at the four functions marked below; a build
// without it has everything in one file. What may be called here before it is downloaded is only what stands in the
// four tables, so that a glance at them tells what a first answer doesn't pay for.

use engine::{Dialogue, HandoffReason};
use knowledge::{Node, Reading};
use ui::El;

use crate::app::App;
use crate::conversation::Turn;
use crate::{
    clip, contact_card, dress, faq, file_view, files, handoff_card, insights, lead, live_link, overlay,
    reach_form, sharing, supervise, turn_view,
};

/// The conversation with a person.
pub struct Person {
    /// The visitor pressed "Talk to a person".
    pub talk: fn(App),
    /// The assistant decided for a person; whether the visitor wants a kind word.
    pub hand_over: fn(App, HandoffReason, bool),
    /// A message to the person who has, or will have, the conversation.
    pub post: fn(App, &Turn),
    /// Brings its words and its style.
    pub begin: fn(App),
    /// Speaks to the desk if there is anything to say or to ask.
    pub keep_in_touch: fn(App),
    /// The visitor writes.
    pub typed: fn(App),
    /// Agents may read along: one more turn for them.
    pub watch: fn(App, &Turn),
    /// Lets go of the desk.
    pub leave: fn(),
    /// Takes up what this browser has kept.
    pub resume: fn(App, &str),
    /// Where the handoff stands.
    pub handoff_card: fn(App) -> Option<El>,
    /// The owner's contact links.
    pub contact_card: fn(App) -> El,
    /// An image or document in the place of a turn's words; none where it is none.
    pub file: fn(App, &Turn) -> Option<El>,
    /// How a visitor's message stands with the desk.
    pub delivery: fn(App, &str) -> Option<El>,
}

/// FAQs that are no JSON of our own.
pub struct Import {
    /// A spreadsheet's CSV.
    pub table: fn(&str) -> Reading,
    /// schema.org's FAQPage.
    pub faq_page: fn(&[Node]) -> Reading,
    /// What the host page itself carries.
    pub host_page: fn() -> Reading,
}

static PERSON: Person = Person {
    talk: App::talk_to_person,
    hand_over: App::hand_over,
    post: App::post,
    begin,
    keep_in_touch,
    typed: live_link::typed,
    watch: supervise::watch,
    leave,
    resume,
    handoff_card: handoff_card::handoff_card,
    contact_card: contact_card::contact_card,
    file: file_view::file_view,
    delivery: turn_view::delivery,
};

fn begin(app: App) {
    app.set(|state| {
        let words = ui::person_words(&state.config.language);
        state.words.add(words);
    });
    dress::dress(app, dress::PERSON);
    clip::lay_out(app);
}

fn resume(app: App, kept: &str) {
    app.resume_from(kept);
    files::find_lost(app);
}

/// The visitor looks, or the network is back: no reason to wait.
fn keep_in_touch(app: App) {
    live_link::hurry();
    files::hurry();
    app.keep_in_touch();
}

fn leave() {
    reach_form::close();
    live_link::hang_up();
    clip::leave();
    files::leave();
    lead::resign();
}

/// What insights tell of a visit.
pub struct Insights {
    /// Something happened.
    pub follow: fn(App),
    /// Shows what is shared, with the switch.
    pub show: fn(App),
    /// Tells what is still to be told, and lets go of the page.
    pub leave: fn(App),
}

static INSIGHTS: Insights =
    Insights { follow: insights::follow, show: sharing::show, leave: insights::leave };

static IMPORT: Import =
    Import { table: knowledge::read_table, faq_page: knowledge::read_faq_page, host_page: faq::read_page };

/// What a developer sees.
pub struct Debug {
    /// Shows why an utterance was decided as it was, in the dialogue as it was before.
    pub show: fn(App, &Dialogue, &str),
}

static DEBUG: Debug = Debug { show: overlay::show };

/// A part could not be downloaded; another try may succeed.
pub struct Missing;

/// The same in words, for whoever reads the console.
pub const MISSING: &str = "a part of the widget could not be downloaded";

#[cfg(feature = "split")]
mod parts {
    use super::{DEBUG, Debug, IMPORT, INSIGHTS, Import, Insights, Missing, PERSON, Person};
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    impl From<SplitLoaderError> for Missing {
        fn from(_: SplitLoaderError) -> Self {
            Self
        }
    }

    #[wasm_split(person, fallible)]
    pub fn person() -> Result<&'static Person, Missing> {
        Ok(&PERSON)
    }

    #[wasm_split(insights, fallible)]
    pub fn insights() -> Result<&'static Insights, Missing> {
        Ok(&INSIGHTS)
    }

    #[wasm_split(import, fallible)]
    pub fn import() -> Result<&'static Import, Missing> {
        Ok(&IMPORT)
    }

    #[wasm_split(debug, fallible)]
    pub fn debug() -> Result<&'static Debug, Missing> {
        Ok(&DEBUG)
    }
}

#[cfg(not(feature = "split"))]
mod parts {
    use super::{DEBUG, Debug, IMPORT, INSIGHTS, Import, Insights, Missing, PERSON, Person};

    pub async fn person() -> Result<&'static Person, Missing> {
        Ok(&PERSON)
    }

    pub async fn insights() -> Result<&'static Insights, Missing> {
        Ok(&INSIGHTS)
    }

    pub async fn import() -> Result<&'static Import, Missing> {
        Ok(&IMPORT)
    }

    pub async fn debug() -> Result<&'static Debug, Missing> {
        Ok(&DEBUG)
    }
}

pub use parts::{debug, import, insights, person};
