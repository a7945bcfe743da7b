//! What agents think of an answer of the assistant's, or of the handoff: one press, and words where they help.

use console::words::{Words, fill};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Judgement, MESSAGE_CHARACTERS, NewVerdict, Verdict};

use super::desk::{self, Trouble};
use super::state::{Access, Pane, State};
use super::{advice, parts, words};

/// What can be said of an answer, in the order shown.
const OF_ANSWERS: [Judgement; 3] = [Judgement::Right, Judgement::Wrong, Judgement::Added];
/// What can be said of a handoff.
const OF_HANDOFFS: [Judgement; 4] =
    [Judgement::Needless, Judgement::TooLate, Judgement::WrongTeam, Judgement::MoodMisread];

/// Under an answer of the conversation that is open.
pub fn of_answer(state: State, message: String) -> impl IntoView {
    controls(state, message, &OF_ANSWERS)
}

/// In the background, of the handoff of the conversation that is open.
pub fn of_handoff(state: State) -> impl IntoView {
    let words = words();
    view! {
        <section>
            <h2>{words.verdict_handoff}</h2>
            {controls(state, String::new(), &OF_HANDOFFS)}
        </section>
    }
}

fn controls(state: State, subject: String, choices: &'static [Judgement]) -> impl IntoView {
    let words = words();
    let conversation = state.open.get_untracked().unwrap_or_default();
    let standing = {
        let subject = subject.clone();
        Memo::new(move |_| state.pane.with(|pane| standing(pane, &subject)))
    };
    let asks = RwSignal::new(None::<Judgement>);
    let label = if subject.is_empty() { words.verdict_handoff } else { words.verdict_answer };
    let subject = StoredValue::new(subject);
    let conversation = StoredValue::new(conversation);
    let say = move |verdict: NewVerdict| {
        asks.set(None);
        judge(state, conversation.get_value(), verdict);
    };
    let press = move |judgement: Judgement| {
        let stands = standing.with_untracked(|it| it.as_ref().is_some_and(|it| it.judgement == judgement));
        let judgement_now = (!stands).then_some(judgement);
        if judgement_now.is_some() && matches!(judgement, Judgement::Wrong | Judgement::Added) {
            asks.set(Some(judgement));
        } else {
            say(NewVerdict {
                subject: subject.get_value(),
                judgement: judgement_now,
                entry: None,
                text: None,
            });
        }
    };
    let button = move |judgement: Judgement| {
        let is_on = move || standing.with(|it| it.as_ref().is_some_and(|it| it.judgement == judgement));
        view! {
            <button class="link" aria-pressed=move || is_on().to_string() on:click=move |_| press(judgement)>
                {judgement_words(judgement, words)}
            </button>
        }
    };
    view! {
        <div class="verdict" role="group" aria-label=label>
            {choices.iter().map(|judgement| button(*judgement)).collect_view()}
            {move || standing.get().map(|it| said(state, &it, words))}
        </div>
        {move || asks.get().map(|judgement| {
            let say = Callback::new(move |(entry, text)| {
                say(NewVerdict { subject: subject.get_value(), judgement: Some(judgement), entry, text });
            });
            parts::verdict_form(state, Asks { judgement, asks, say })
        })}
    }
}

fn standing(pane: &Pane, subject: &str) -> Option<Verdict> {
    match pane {
        Pane::Here(detail) => detail.verdicts.iter().find(|verdict| verdict.subject == subject).cloned(),
        _ => None,
    }
}

/// Who said it, and the words that go with it.
fn said(state: State, verdict: &Verdict, words: &'static Words) -> impl IntoView + use<> {
    let by = fill(words.verdict_by, &[("name", &verdict.agent)]);
    let entry = verdict.entry.as_ref().map(|entry| {
        let title = advice::entry_title(state, entry);
        view! { <cite dir="auto">{title}</cite> }
    });
    let text = verdict.text.clone().map(|text| view! { <q dir="auto">{text}</q> });
    view! { <span class="muted" dir="auto">{by} {" "} {entry} {" "} {text}</span> }
}

/// What is asked after a judgement that words help.
#[derive(Clone, Copy)]
pub struct Asks {
    judgement: Judgement,
    /// Emptied, nothing is asked any longer.
    asks: RwSignal<Option<Judgement>>,
    /// Takes the entry that is right, and words.
    say: Callback<(Option<String>, Option<String>)>,
}

/// Which entry would have been right, and the words that would have been.
pub fn form(state: State, Asks { judgement, asks, say }: Asks) -> impl IntoView {
    let words = words();
    let (entry, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let entries = state.material.with_untracked(|(_, material)| {
        material.entries.iter().map(|known| (known.id.clone(), known.question.clone())).collect::<Vec<_>>()
    });
    let choice = (judgement == Judgement::Wrong && !entries.is_empty()).then(|| {
        let options =
            entries.into_iter().map(|(id, question)| view! { <option value=id>{question}</option> });
        view! {
            <label>{words.verdict_entry}
                <select on:change:target=move |event| entry.set(event.target().value())>
                    <option value="">{words.verdict_no_entry}</option>
                    {options.collect_view()}
                </select>
            </label>
        }
    });
    let save = move |event: SubmitEvent| {
        event.prevent_default();
        let given = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        say.run((given(entry.get_untracked()), given(text.get_untracked())));
    };
    let label =
        if judgement == Judgement::Wrong { words.verdict_text_wrong } else { words.verdict_text_added };
    view! {
        <form class="verdict-form" on:submit=save>
            {choice}
            <label>{label}
                <textarea rows="3" dir="auto" maxlength=MESSAGE_CHARACTERS.to_string() prop:value=text
                    on:input:target=move |event| text.set(event.target().value())></textarea>
            </label>
            <div class="ends">
                <button class="button" type="button" on:click=move |_| asks.set(None)>{words.cancel}</button>
                <button class="button go" type="submit">{words.save}</button>
            </div>
        </form>
    }
}

/// Tells the desk, and shows it at once; where the desk says no, the conversation is fetched anew.
pub fn judge(state: State, conversation: String, verdict: NewVerdict) {
    let name = state.own_name();
    spawn_local(async move {
        match desk::judge(&conversation, &verdict).await {
            Ok(()) => state.pane.update(|pane| {
                if let Pane::Here(detail) = pane
                    && detail.summary.id == conversation
                {
                    detail.verdicts.retain(|it| it.subject != verdict.subject);
                    detail.verdicts.extend(stands(verdict, name));
                }
            }),
            Err(Trouble::SignedOut) => state.access.set(Access::Over),
            Err(Trouble::Refused(refusal)) => state.refusal.set(Some(refusal)),
            Err(Trouble::Missing | Trouble::Away) => {
                let words = state.language.get_untracked().words();
                state.speak(words.failed.to_owned());
            }
        }
    });
}

fn stands(verdict: NewVerdict, agent: String) -> Option<Verdict> {
    let NewVerdict { subject, judgement, entry, text } = verdict;
    Some(Verdict { subject, judgement: judgement?, entry, text, agent, at: ui::now_ms() as i64 })
}

/// A judgement in a word or two.
pub fn judgement_words(judgement: Judgement, words: &'static Words) -> &'static str {
    match judgement {
        Judgement::Right => words.verdict_right,
        Judgement::Wrong => words.verdict_wrong,
        Judgement::Added => words.verdict_added,
        Judgement::Needless => words.verdict_needless,
        Judgement::TooLate => words.verdict_too_late,
        Judgement::WrongTeam => words.verdict_wrong_team,
        Judgement::MoodMisread => words.verdict_mood_misread,
    }
}
