//! The dialog that lets an agent in, changes one, and shows a one-time link.

use console::words::{SetupWords, fill};
use console::{CAPACITY_MOST, LOGIN_MOST, NAME_MOST, Reach, reach};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{AgentChange, AgentProfile, CAPACITY, Invite, Role, SignInCode};

use super::agent_fields::{Fields, role_field};
use super::desk::{self, Refusal, Trouble};
use super::state::{Access, State};
use super::{dialog, keys, one_time_link, roster, setup_words};

/// The element id of the dialog's title.
pub const TITLE_ID: &str = "sheet-title";

/// What the dialog is about.
#[derive(Clone, Debug, PartialEq)]
enum About {
    Invite,
    Change(AgentProfile),
    /// The code of a one-time link, and whose it is.
    Link(String, SignInCode),
}

/// The dialog's own state.
#[derive(Clone, Copy)]
pub struct Sheet {
    state: State,
    shown: RwSignal<bool>,
    about: RwSignal<About>,
    problem: RwSignal<Option<String>>,
    busy: RwSignal<bool>,
}

impl Sheet {
    /// A closed one.
    pub fn new(state: State) -> Self {
        Self {
            state,
            shown: RwSignal::new(false),
            about: RwSignal::new(About::Invite),
            problem: RwSignal::new(None),
            busy: RwSignal::new(false),
        }
    }

    /// Opens it for one more agent.
    pub fn invite(self) {
        self.open(About::Invite);
    }

    /// Opens it for an agent who is there.
    pub fn change(self, agent: AgentProfile) {
        self.open(About::Change(agent));
    }

    fn open(self, about: About) {
        self.problem.set(None);
        self.about.set(about);
        self.shown.set(true);
    }

    fn show_link(self, name: String, code: SignInCode) {
        self.about.set(About::Link(name, code));
        request_animation_frame(|| keys::focus(one_time_link::FIELD_ID));
    }

    /// Carries out a call to the desk; `done` is told what came of it.
    fn run<T: 'static>(
        self,
        call: impl Future<Output = Result<T, Trouble>> + 'static,
        done: impl FnOnce(T) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        self.problem.set(None);
        spawn_local(async move {
            let answer = call.await;
            self.busy.set(false);
            let words = self.state.language.get_untracked().setup_words();
            match answer {
                Ok(answer) => {
                    roster::ask(self.state);
                    done(answer);
                }
                Err(Trouble::SignedOut) => self.state.access.set(Access::Over),
                Err(Trouble::Missing) => self.problem.set(Some(Refusal::missing().words(words))),
                Err(Trouble::Refused(refusal)) => self.problem.set(Some(refusal.words(words))),
                Err(Trouble::Away) => self.problem.set(Some(words.failed.to_owned())),
            }
        });
    }
}

/// The dialog.
pub fn view(sheet: Sheet) -> impl IntoView {
    dialog::view(sheet.shown, "sheet", TITLE_ID, move || inside(sheet))
}

fn inside(sheet: Sheet) -> impl IntoView {
    let words = setup_words();
    move || match sheet.about.get() {
        About::Invite => form(sheet, None, words).into_any(),
        About::Change(agent) => form(sheet, Some(agent), words).into_any(),
        About::Link(name, code) => one_time_link::view(&name, &code, sheet.shown).into_any(),
    }
}

/// The account of `agent`, or a new one.
fn form(sheet: Sheet, agent: Option<AgentProfile>, words: &'static SetupWords) -> impl IntoView {
    let fields = Fields::new();
    let title = agent
        .as_ref()
        .map_or_else(|| words.invite_title.to_owned(), |agent| fill(words.edit_of, &[("name", &agent.name)]));
    let is_new = agent.is_none();
    let is_whole = agent.as_ref().is_none_or(|agent| reach(sheet.state.role(), agent) == Reach::All);
    let id = agent.as_ref().map(|agent| agent.id.clone());
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if let Some((why, field)) = fields.refused(words) {
            sheet.problem.set(Some(why.to_owned()));
            return keys::focus(field);
        }
        match id.clone() {
            Some(id) => save(sheet, id, fields),
            None => invite(sheet, fields),
        }
    };
    let (name, teams) = agent
        .as_ref()
        .map(|agent| (agent.name.clone(), agent.teams.join(words.names_between)))
        .unwrap_or_default();
    let capacity = agent.as_ref().map_or(CAPACITY, |agent| agent.capacity);
    let role = agent.as_ref().map_or(Role::Agent, |agent| agent.role);
    view! {
        <form on:submit=submit novalidate=true>
            <h2 id=TITLE_ID tabindex="-1" dir="auto">{title}</h2>
            {is_new.then(|| view! { <p class="muted">{words.invite_lead}</p> })}
            {is_whole.then(|| view! {
                <label for="agent-name">{words.display_name}</label>
                <input id="agent-name" node_ref=fields.name type="text" autocomplete="off" value=name maxlength=NAME_MOST.to_string() />
            })}
            {is_new.then(|| view! {
                <label for="agent-login">{words.login_optional}</label>
                <input id="agent-login" node_ref=fields.login type="text" autocomplete="off" autocapitalize="none" spellcheck="false" maxlength=LOGIN_MOST.to_string() />
            })}
            {is_whole.then(|| role_field(fields, role, words))}
            <label for="agent-teams">{words.teams}</label>
            <input id="agent-teams" node_ref=fields.teams type="text" autocomplete="off" value=teams aria-describedby="teams-hint" />
            <p class="small" id="teams-hint">{words.teams_hint}</p>
            <label for="agent-capacity">{words.capacity}</label>
            <input id="agent-capacity" node_ref=fields.capacity type="number" inputmode="numeric" min={"1"} max=CAPACITY_MOST.to_string() value=capacity.to_string() />
            {move || sheet.problem.get().map(|why| view! { <p class="problem" role="alert">{why}</p> })}
            <div class="ends">
                <button class="button" type="button" on:click=move |_| sheet.shown.set(false)>{words.cancel}</button>
                <button class="button go" type="submit" disabled=move || sheet.busy.get()>{if is_new { words.invite_button } else { words.save }}</button>
            </div>
        </form>
        {agent.filter(|_| is_whole).map(|agent| more(sheet, agent, words))}
    }
}

fn invite(sheet: Sheet, fields: Fields) {
    let invite = Invite {
        name: fields.name().unwrap_or_default(),
        login: fields.login(),
        role: fields.role().unwrap_or_default(),
        teams: fields.teams(),
        capacity: fields.capacity().unwrap_or(CAPACITY),
    };
    sheet.run(async move { desk::invite(&invite).await }, move |invited| {
        sheet.show_link(invited.agent.name, invited.code);
    });
}

fn save(sheet: Sheet, id: String, fields: Fields) {
    let change = AgentChange {
        name: fields.name(),
        role: fields.role(),
        teams: Some(fields.teams()),
        capacity: fields.capacity(),
        disabled: None,
    };
    sheet.run(async move { desk::change_agent(&id, &change).await }, move |_| sheet.shown.set(false));
}

/// What an owner does rarely, under a line: a new link, and shutting the account or opening it again.
fn more(sheet: Sheet, agent: AgentProfile, words: &'static SetupWords) -> impl IntoView {
    let asks = RwSignal::new(false);
    let (id, name) = (agent.id.clone(), agent.name.clone());
    let new_link = move |_| {
        let (id, name) = (id.clone(), name.clone());
        sheet.run(async move { desk::new_code(&id).await }, move |code| sheet.show_link(name, code));
    };
    let id = agent.id.clone();
    let set_disabled = move |disabled: bool| {
        let id = id.clone();
        let change = AgentChange { disabled: Some(disabled), ..AgentChange::default() };
        sheet.run(async move { desk::change_agent(&id, &change).await }, move |_| sheet.shown.set(false));
    };
    let is_self = agent.id == sheet.state.me();
    let buttons = if agent.disabled {
        view! { <button class="button" on:click=move |_| set_disabled(false)>{words.enable}</button> }
            .into_any()
    } else {
        let lead = fill(words.disable_lead, &[("name", &agent.name)]);
        let shut = (!is_self).then(|| view! {
            <button class="button" aria-expanded=move || asks.get().to_string() on:click=move |_| asks.update(|asks| *asks = !*asks)>{words.disable}</button>
        });
        view! {
            <button class="button" on:click=new_link>{words.new_sign_in_link}</button>
            {shut}
            {move || {
                let set_disabled = set_disabled.clone();
                asks.get().then(|| view! {
                    <div class="confirm">
                        <p dir="auto">{lead.clone()}</p>
                        <button class="button alarm" on:click=move |_| set_disabled(true)>{words.disable_sure}</button>
                    </div>
                })
            }}
        }
        .into_any()
    };
    view! { <div class="more">{buttons}</div> }
}
