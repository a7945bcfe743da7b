//! Pages and dialogs that an agent opens now and then, downloaded with the first look at one.
//
// `cargo xtask dist` builds with the feature `split` and cuts the module at the functions marked below; a build without it
// has everything in one file.

use console::{Place, Setup};
use js_sys::{Function, Promise};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::ConversationSummary;
use ui::reflect;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::state::{Standing, State};
use super::verdict::Asks;
use super::{
    account, agents, filters, insights, keys_dialog, knowledge, replies, review, setup, sheet, sign_in,
    suggestions, transfer, verdict, words,
};

/// The pages of what the desk is set to, and of who works at it.
pub struct Owners {
    agents: fn(State) -> AnyView,
    setup: fn(State, Setup) -> AnyView,
}

static OWNERS: Owners = Owners {
    agents: |state| agents::view(state).into_any(),
    setup: |state, page| setup::view(state, page).into_any(),
};

/// The list of doubtful answers.
pub struct Reviewers {
    review: fn(State) -> AnyView,
}

static REVIEWERS: Reviewers = Reviewers { review: |state| review::view(state).into_any() };

/// The knowledge base.
pub struct Writers {
    knowledge: fn(State) -> AnyView,
}

static WRITERS: Writers = Writers { knowledge: |state| knowledge::view(state).into_any() };
/// What visitors need.
pub struct Insighters {
    insights: fn(State) -> AnyView,
}

static INSIGHTERS: Insighters = Insighters { insights: |state| insights::view(state).into_any() };

/// What the desk proposes.
pub struct Deciders {
    suggestions: fn(State) -> AnyView,
}

static DECIDERS: Deciders = Deciders { suggestions: |state| suggestions::view(state).into_any() };

/// A conversation that the dialogs are about, while there is one.
type About = Memo<Option<ConversationSummary>>;

/// What stands there while nobody is signed in.
pub struct Door {
    sign_in: fn(State) -> AnyView,
}

static DOOR: Door = Door { sign_in: |state| sign_in::view(state).into_any() };

/// What opens over the page.
pub struct Dialogs {
    /// One's own: the account, the canned replies, the keys.
    own: fn(State) -> AnyView,
    /// What is done with the open conversation now and then.
    of_conversation: fn(State, About) -> AnyView,
    /// What narrows the inbox.
    filters: fn(State) -> AnyView,
    /// What is asked after a judgement.
    verdict_form: fn(State, Asks) -> AnyView,
}

static DIALOGS: Dialogs = Dialogs {
    own: |state| {
        view! { {account::view(state)} {replies::view(state)} {keys_dialog::view(state)} }.into_any()
    },
    of_conversation: |state, about| {
        view! { {transfer::view(state, about)} {sheet::view(state, about)} }.into_any()
    },
    filters: |state| filters::panel(state).into_any(),
    verdict_form: |state, asks| verdict::form(state, asks).into_any(),
};

/// A part could not be downloaded; another try may succeed.
#[derive(Clone, Copy)]
pub struct Missing;

#[cfg(feature = "split")]
mod marked {
    use super::{
        DECIDERS, DIALOGS, DOOR, Deciders, Dialogs, Door, INSIGHTERS, Insighters, Missing, OWNERS, Owners,
        REVIEWERS, Reviewers, WRITERS, Writers,
    };
    use wasm_split_helpers::{SplitLoaderError, wasm_split};

    impl From<SplitLoaderError> for Missing {
        fn from(_: SplitLoaderError) -> Self {
            Self
        }
    }

    #[wasm_split(owners, fallible)]
    pub fn owners() -> Result<&'static Owners, Missing> {
        Ok(&OWNERS)
    }

    #[wasm_split(dialogs, fallible)]
    pub fn dialogs() -> Result<&'static Dialogs, Missing> {
        Ok(&DIALOGS)
    }

    #[wasm_split(door, fallible)]
    pub fn door() -> Result<&'static Door, Missing> {
        Ok(&DOOR)
    }

    #[wasm_split(insighters, fallible)]
    pub fn insighters() -> Result<&'static Insighters, Missing> {
        Ok(&INSIGHTERS)
    }

    #[wasm_split(deciders, fallible)]
    pub fn deciders() -> Result<&'static Deciders, Missing> {
        Ok(&DECIDERS)
    }

    #[wasm_split(reviewers, fallible)]
    pub fn reviewers() -> Result<&'static Reviewers, Missing> {
        Ok(&REVIEWERS)
    }

    #[wasm_split(writers, fallible)]
    pub fn writers() -> Result<&'static Writers, Missing> {
        Ok(&WRITERS)
    }
}

#[cfg(not(feature = "split"))]
mod marked {
    use super::{
        DECIDERS, DIALOGS, DOOR, Deciders, Dialogs, Door, INSIGHTERS, Insighters, Missing, OWNERS, Owners,
        REVIEWERS, Reviewers, WRITERS, Writers,
    };

    pub async fn dialogs() -> Result<&'static Dialogs, Missing> {
        Ok(&DIALOGS)
    }

    pub async fn owners() -> Result<&'static Owners, Missing> {
        Ok(&OWNERS)
    }

    pub async fn door() -> Result<&'static Door, Missing> {
        Ok(&DOOR)
    }

    pub async fn insighters() -> Result<&'static Insighters, Missing> {
        Ok(&INSIGHTERS)
    }

    pub async fn deciders() -> Result<&'static Deciders, Missing> {
        Ok(&DECIDERS)
    }

    pub async fn reviewers() -> Result<&'static Reviewers, Missing> {
        Ok(&REVIEWERS)
    }

    pub async fn writers() -> Result<&'static Writers, Missing> {
        Ok(&WRITERS)
    }
}

/// Draws a page when its part has come.
type Draw = Box<dyn Fn(State) -> AnyView + Send + Sync>;

/// The page at a place that has a part of its own.
pub fn page(state: State, place: Place) -> impl IntoView {
    brought(state, move || part(place))
}

/// What stands there while nobody is signed in.
pub fn door(state: State) -> impl IntoView {
    brought(state, || async {
        let door = marked::door().await?;
        let draw: Draw = Box::new(|state| (door.sign_in)(state));
        Ok(draw)
    })
}

/// What a part draws; a word while it comes, and a way to try again where it doesn't.
fn brought<F>(state: State, bring: impl Fn() -> F + Copy + Send + Sync + 'static) -> impl IntoView
where
    F: Future<Output = Result<Draw, Missing>> + 'static,
{
    let words = words();
    let drawn = RwSignal::new(None::<Result<StoredValue<Draw>, Missing>>);
    let bring = move || {
        drawn.set(None);
        spawn_local(async move {
            let part = bring().await;
            // Whoever has gone on meanwhile needs it no longer.
            let _ = drawn.try_set(Some(part.map(StoredValue::new)));
        });
    };
    bring();
    move || match drawn.get() {
        Some(Ok(draw)) => draw.with_value(|draw| draw(state)),
        Some(Err(Missing)) => view! {
            <section class="board">
                <p class="problem" role="alert">{words.page_missing}</p>
                <button class="button" on:click=move |_| bring()>{words.try_again}</button>
            </section>
        }
        .into_any(),
        None => {
            let told = view! { <p class="muted pad late" role="status">{words.page_loading}</p> };
            view! { <section class="board">{told}</section> }.into_any()
        }
    }
}

/// The agent's own dialogs.
pub fn own_dialogs(state: State) -> impl IntoView {
    let shown = [state.account_shown, state.replies_shown, state.keys_shown];
    once_shown(state, shown, move |dialogs| (dialogs.own)(state))
}

/// The dialogs about the open conversation.
pub fn dialogs_of(state: State, about: About) -> impl IntoView {
    let shown = [state.transfer_shown, state.sheet_shown];
    once_shown(state, shown, move |dialogs| (dialogs.of_conversation)(state, about))
}

/// The choices that narrow the inbox.
pub fn filters(state: State) -> impl IntoView {
    brought_dialogs(state, move |dialogs| (dialogs.filters)(state))
}

/// What is asked after a judgement.
pub fn verdict_form(state: State, asks: Asks) -> impl IntoView {
    brought_dialogs(state, move |dialogs| (dialogs.verdict_form)(state, asks))
}

/// Draws something of the dialogs' part as soon as that is here.
fn brought_dialogs(state: State, draw: impl Fn(&Dialogs) -> AnyView + Send + 'static) -> impl IntoView {
    let here = RwSignal::new(None::<&'static Dialogs>);
    spawn_local(async move {
        match marked::dialogs().await {
            // Whoever has folded it up meanwhile needs it no longer.
            Ok(dialogs) => drop(here.try_set(Some(dialogs))),
            Err(Missing) => state.standing.set(Standing::Away),
        }
    });
    move || here.get().map(&draw)
}

/// Draws dialogs when the first of them is asked for, and keeps them.
fn once_shown<const N: usize>(
    state: State,
    shown: [RwSignal<bool>; N],
    draw: impl Fn(&Dialogs) -> AnyView + Send + 'static,
) -> impl IntoView {
    let here = RwSignal::new(None::<&'static Dialogs>);
    Effect::new(move |_| {
        let is_asked_for = shown.iter().any(|it| it.get());
        if !is_asked_for || here.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            match marked::dialogs().await {
                Ok(dialogs) => drop(here.try_set(Some(dialogs))),
                Err(Missing) => {
                    state.standing.set(Standing::Away);
                    shown.iter().for_each(|it| it.set(false));
                }
            }
        });
    });
    move || here.get().map(&draw)
}

/// Begins to bring the styles of pages that are opened now and then; without them a page is plain, and can be used.
fn styles() -> Option<JsFuture> {
    let bring: Function = reflect::get(&js_sys::global(), "tandemStyles").dyn_into().ok()?;
    let brought: Promise = bring.call0(&JsValue::UNDEFINED).ok()?.dyn_into().ok()?;
    Some(JsFuture::from(brought))
}

async fn part(place: Place) -> Result<Draw, Missing> {
    let styles = styles();
    let draw = code_of(place).await?;
    if let Some(styles) = styles {
        let _ = styles.await;
    }
    Ok(draw)
}

async fn code_of(place: Place) -> Result<Draw, Missing> {
    Ok(match place {
        Place::Setup(page) => {
            let owners = marked::owners().await?;
            Box::new(move |state| (owners.setup)(state, page))
        }
        Place::Review => {
            let reviewers = marked::reviewers().await?;
            Box::new(|state| (reviewers.review)(state))
        }
        Place::Knowledge => {
            let writers = marked::writers().await?;
            Box::new(|state| (writers.knowledge)(state))
        }
        Place::Insights => {
            let insighters = marked::insighters().await?;
            Box::new(|state| (insighters.insights)(state))
        }
        Place::Suggestions => {
            let deciders = marked::deciders().await?;
            Box::new(|state| (deciders.suggestions)(state))
        }
        Place::Agents => {
            let owners = marked::owners().await?;
            Box::new(|state| (owners.agents)(state))
        }
        // It is what the page starts with.
        Place::Inbox => Box::new(|_| ().into_any()),
    })
}
