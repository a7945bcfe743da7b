//! A form of the desk's settings: a draft of one site and of the desk, its fields, and what comes of saving them.

use console::mend;
use console::words::{SetupWords, fill};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DeskChange, DeskRules, DeskSetup, Role, SiteChange, SiteRules, SiteSetup};

use super::super::desk::{self, Trouble};
use super::super::state::State;
use super::super::{keys, language};
use super::troubled;

/// What stands in the fields.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// The open site's.
    pub site: SiteRules,
    /// The desk's.
    pub desk: DeskRules,
}

/// What the agent is told of the last saving.
#[derive(Clone, Debug, PartialEq)]
enum Told {
    Nothing,
    Saved,
    /// Another owner was faster.
    Stale,
    /// Pages of any origin would be let in.
    AnyOrigin,
    /// With the field, if it is one's fault.
    Refused(Option<String>, String),
}

/// The draft with all that belongs to it.
#[derive(Clone, Copy)]
pub struct Form {
    /// The page.
    pub state: State,
    /// What stands in the fields.
    pub draft: RwSignal<Draft>,
    /// What holds as far as this form knows, with its version.
    known: StoredValue<DeskSetup>,
    site: StoredValue<String>,
    told: RwSignal<Told>,
    busy: RwSignal<bool>,
    /// Counts how often the fields are drawn anew.
    drawn: RwSignal<u32>,
}

/// The site that is open: the chosen one, else the first.
fn open_site<'a>(setup: &'a DeskSetup, chosen: &str) -> Option<&'a SiteSetup> {
    setup.sites.iter().find(|site| site.id == chosen).or(setup.sites.first())
}

fn draft_of(setup: &DeskSetup, site: &str) -> Draft {
    let site = open_site(setup, site).map(|site| site.rules.clone()).unwrap_or_default();
    Draft { site, desk: setup.rules.clone() }
}

impl Form {
    /// As it holds now.
    pub fn new(state: State, setup: &DeskSetup) -> Self {
        let site = open_site(setup, &state.setup_site.get_untracked()).map(|site| site.id.clone());
        let site = site.unwrap_or_default();
        Self {
            state,
            draft: RwSignal::new(draft_of(setup, &site)),
            known: StoredValue::new(setup.clone()),
            site: StoredValue::new(site),
            told: RwSignal::new(Told::Nothing),
            busy: RwSignal::new(false),
            drawn: RwSignal::new(0),
        }
    }

    /// The open site as the desk told it; none where the agent sees no site.
    pub fn site(self) -> Option<SiteSetup> {
        self.known.with_value(|setup| open_site(setup, &self.site.get_value()).cloned())
    }

    /// Whether the desk serves the widget's files.
    pub fn serves_widget(self) -> bool {
        self.known.with_value(|setup| setup.serves_widget)
    }

    /// Where a rule is set outside the console.
    pub fn fixed(self, rule: &str) -> Option<String> {
        let of_site = self.site().and_then(|site| site.fixed.get(rule).cloned());
        of_site.or_else(|| self.known.with_value(|setup| setup.fixed.get(rule).cloned()))
    }

    /// Whether the agent may not change a rule.
    pub fn is_read_only(self, rule: &str) -> bool {
        self.state.role() != Role::Owner || self.fixed(rule).is_some()
    }

    /// The number of the drawing; followed by what must be drawn anew with other values.
    pub fn drawn(self) -> u32 {
        self.drawn.get()
    }

    /// Draws the fields anew, after one was added or taken out.
    pub fn draw(self) {
        self.drawn.update(|drawn| *drawn += 1);
    }

    /// Takes in what was typed; what was told of the last saving no longer holds.
    pub fn change(self, put: impl FnOnce(&mut Draft)) {
        self.draft.update(put);
        self.told.set(Told::Nothing);
    }

    /// The problem of a field, followed.
    pub fn problem(self, field: &str) -> Option<String> {
        self.told.with(|told| match told {
            Told::Refused(Some(of), why) if of == field => Some(why.clone()),
            Told::AnyOrigin if field == "origins" => Some(String::new()),
            _ => None,
        })
    }

    /// What was changed goes to the desk; the answer is what holds from then on.
    fn save(self, any_origin: bool) {
        if self.busy.get_untracked() {
            return;
        }
        self.busy.set(true);
        spawn_local(async move {
            let sent = self.draft.get_untracked();
            let told = match self.send(&sent, any_origin).await {
                Ok(()) => Told::Saved,
                Err(trouble) => self.refused(&trouble),
            };
            if let Told::Refused(Some(field), _) = &told {
                keys::focus(&id_of(field));
                request_animation_frame(focus_wrong);
            }
            self.told.set(told);
            self.busy.set(false);
        });
    }

    async fn send(self, sent: &Draft, any_origin: bool) -> Result<(), Trouble> {
        let known = self.known.get_value();
        if let Some(site) = open_site(&known, &self.site.get_value()).filter(|site| site.rules != sent.site) {
            let change =
                SiteChange { version: site.version, rules: sent.site.clone(), any_origin, make: false };
            self.take(desk::change_site(&site.id, &change).await?);
        }
        if known.rules != sent.desk {
            let change = DeskChange { version: known.version, rules: sent.desk.clone() };
            self.take(desk::change_desk(&change).await?);
        }
        Ok(())
    }

    fn take(self, setup: DeskSetup) {
        self.known.set_value(setup.clone());
        self.state.setup.set(Some(setup));
    }

    fn refused(self, trouble: &Trouble) -> Told {
        troubled(self.state, trouble);
        let words = self.state.language.get_untracked().setup_words();
        match trouble {
            Trouble::Refused(refusal) if refusal.is("changed-meanwhile") => Told::Stale,
            Trouble::Refused(refusal) if refusal.is("any-origin") => Told::AnyOrigin,
            Trouble::Refused(refusal) => {
                Told::Refused(refusal.field().map(str::to_owned), refusal.words(words))
            }
            _ => Told::Refused(None, words.failed.to_owned()),
        }
    }

    /// What the other owner set is fetched; then it is shown, or what is typed here goes over it.
    fn resolve(self, mine: bool) {
        spawn_local(async move {
            match desk::setup().await {
                Ok(setup) => {
                    let theirs = draft_of(&setup, &self.site.get_value());
                    self.take(setup);
                    self.told.set(Told::Nothing);
                    if mine {
                        self.save(false);
                    } else {
                        self.draft.set(theirs);
                        self.draw();
                    }
                }
                Err(trouble) => self.told.set(self.refused(&trouble)),
            }
        });
    }
}

/// Of a field of several lines, as the week's, the one that is wrong gets the focus.
fn focus_wrong() {
    let wrong = document().query_selector(".setup [aria-invalid=true]").ok().flatten();
    keys::focus(&wrong.map(|wrong| wrong.id()).unwrap_or_default());
}

/// The element id of a rule's field.
pub fn id_of(rule: &str) -> String {
    ["rule-", &rule.replace(['[', ']', '.'], "-")].concat()
}

/// A field: its rule, what it is called, and how it is filled in.
#[derive(Clone, Copy)]
pub struct Field<'a> {
    /// As the desk names it, `hours` or `teams[0].hours`.
    pub rule: &'a str,
    /// Its label.
    pub label: &'static str,
    /// Below it; empty for none.
    pub hint: &'static str,
}

/// How a text is typed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// On one line.
    Line,
    /// A whole number, or nothing.
    Number,
    /// On several lines.
    Lines,
}

/// A field of text; `put` is told each text that is typed.
pub fn text(
    form: Form,
    field: Field<'_>,
    kind: Kind,
    value: String,
    put: impl Fn(&mut Draft, String) + Clone + Send + Sync + 'static,
) -> AnyView {
    let id = id_of(field.rule);
    let hint_id = [&id, "-hint"].concat();
    let read_only = form.is_read_only(root(field.rule));
    let typed = move |event: leptos::ev::Event| {
        let value = event_target_value(&event);
        form.change(|draft| put(draft, value));
    };
    let rule = field.rule.to_owned();
    let wrong = move || form.problem(&rule).map(|_| "true");
    let input = if kind == Kind::Lines {
        view! { <textarea id=id.clone() rows="3" readonly=read_only aria-describedby=hint_id aria-invalid=wrong prop:value=value on:input=typed></textarea> }.into_any()
    } else {
        let mode = if kind == Kind::Number { "numeric" } else { "text" };
        view! { <input id=id.clone() type="text" inputmode=mode autocomplete="off" readonly=read_only aria-describedby=hint_id aria-invalid=wrong prop:value=value on:input=typed /> }.into_any()
    };
    framed(form, field, input)
}

/// A box to tick.
pub fn tick(
    form: Form,
    field: Field<'_>,
    value: bool,
    put: impl Fn(&mut Draft, bool) + Clone + Send + Sync + 'static,
) -> AnyView {
    let words = super::super::setup_words();
    let id = id_of(field.rule);
    let hint_id = [&id, "-hint"].concat();
    let read_only = form.is_read_only(root(field.rule));
    let ticked = move |event: leptos::ev::Event| {
        let value = event_target_checked(&event);
        form.change(|draft| put(draft, value));
    };
    let note = fixed_note(form, root(field.rule), words);
    view! {
        <div class="field ticked">
            <label for=id.clone()>
                <input id=id.clone() type="checkbox" disabled=read_only aria-describedby=hint_id.clone() prop:checked=value on:change=ticked />
                {field.label}
            </label>
            <p class="small" id=hint_id>{field.hint} {note}</p>
        </div>
    }
    .into_any()
}

/// A control with its label, its hint, where it is set else, and what is wrong with it.
pub fn framed(form: Form, field: Field<'_>, control: AnyView) -> AnyView {
    let words = super::super::setup_words();
    let id = id_of(field.rule);
    let hint_id = [&id, "-hint"].concat();
    let rule = field.rule.to_owned();
    view! {
        <div class="field">
            <label for=id>{field.label}</label>
            {control}
            <p class="small" id=hint_id>{field.hint} {fixed_note(form, root(field.rule), words)}</p>
            {move || form.problem(&rule).filter(|why| !why.is_empty()).map(|why| wrong(&rule, why, words))}
        </div>
    }
    .into_any()
}

/// What is wrong with a field, in the agent's language where it has words for that.
fn wrong(rule: &str, why: String, words: &'static SetupWords) -> impl IntoView + use<> {
    let told = match mend(rule, &why, language()) {
        Some(mend) => mend.into_any(),
        None => view! { {words.field_wrong} " " <span lang="en">{why}</span> }.into_any(),
    };
    view! { <p class="problem" role="alert">{told}</p> }
}

/// Says where a rule is set outside the console; nothing where it is changed here.
pub fn fixed_note(form: Form, rule: &str, words: &'static SetupWords) -> impl IntoView + use<> {
    form.fixed(rule).map(|place| view! { " " <b>{fill(words.set_by, &[("place", &place)])}</b> })
}

/// The rule of which a field is part.
fn root(rule: &str) -> &str {
    rule.split(['[', '.']).next().unwrap_or_default()
}

/// The number in a text; none where it is empty. What is no number is more than any may be, so that the desk says it beside
/// the field and nothing is lost silently.
pub fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    (!text.is_empty()).then(|| text.parse().unwrap_or(u32::MAX))
}

/// A number as it stands in a field.
pub fn figures(number: Option<u32>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// The button that saves, with what came of it; for leads the word that only owners may.
pub fn save_bar(form: Form, words: &'static SetupWords) -> AnyView {
    if form.state.role() != Role::Owner {
        return view! { <p class="muted" role="note">{words.owners_only}</p> }.into_any();
    }
    let told = move || {
        match form.told.get() {
        Told::Nothing => ().into_any(),
        Told::Saved => view! { <p class="saved" role="status">{words.saved}</p> }.into_any(),
        Told::Refused(None, why) => view! { <p class="problem" role="alert">{why}</p> }.into_any(),
        Told::Refused(Some(_), _) => view! { <p class="problem">{words.see_field}</p> }.into_any(),
        Told::Stale => view! {
            <div class="confirm" role="alert">
                <p>{words.stale}</p>
                <button class="button" type="button" on:click=move |_| form.resolve(false)>{words.stale_theirs}</button>
                <button class="button" type="button" on:click=move |_| form.resolve(true)>{words.stale_mine}</button>
            </div>
        }
        .into_any(),
        Told::AnyOrigin => view! {
            <div class="confirm" role="alert">
                <p>{words.any_origin}</p>
                <button class="button alarm" type="button" on:click=move |_| form.save(true)>{words.any_origin_sure}</button>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <div class="save-bar">
            <button class="button go" type="button" disabled=move || form.busy.get() on:click=move |_| form.save(false)>{words.save}</button>
            {told}
        </div>
    }
    .into_any()
}
