//! The review list: answers of the assistant's that are worth a look, the most doubtful first.

use console::words::fill;
use console::{address_of, confidence_words, per_cent};
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{Doubtful, Judgement, NewVerdict};

use super::desk::{self, Trouble};
use super::state::{Access, State};
use super::{advice, dates, language, setup_words, verdict};

/// The page.
pub fn view(state: State) -> impl IntoView {
    let words = setup_words();
    let answers = RwSignal::new(None::<Vec<Doubtful>>);
    let problem = RwSignal::new(false);
    spawn_local(async move {
        match desk::review().await {
            Ok(review) => {
                if let Some(first) = review.answers.first() {
                    advice::want(state, first.site.clone());
                }
                answers.set(Some(review.answers));
            }
            Err(Trouble::SignedOut) => state.access.set(Access::Over),
            Err(_) => problem.set(true),
        }
    });
    let done = move |answer: &Doubtful| {
        let (conversation, message) = (answer.conversation.clone(), answer.message.clone());
        answers.update(|answers| {
            answers.iter_mut().for_each(|answers| {
                answers.retain(|it| it.conversation != conversation || it.message != message);
            });
        });
    };
    let rows = move || answers.get().unwrap_or_default();
    view! {
        <section class="board" aria-labelledby="review-title">
            <div class="board-head">
                <div><h1 id="review-title" tabindex="-1">{words.review}</h1><p class="muted">{words.review_lead}</p></div>
            </div>
            {move || match (problem.get(), answers.with(|it| it.as_ref().map(Vec::len))) {
                (true, _) => Some(view! { <p class="problem" role="alert">{words.failed}</p> }.into_any()),
                (_, None) => Some(view! { <p class="muted late" role="status">{words.page_loading}</p> }.into_any()),
                (_, Some(0)) => Some(view! {
                    <div class="nothing"><h2>{words.review_empty}</h2><p>{words.review_empty_hint}</p></div>
                }.into_any()),
                _ => None,
            }}
            <ul class="review">
                <For each=rows key=|it| (it.conversation.clone(), it.message.clone())
                    children=move |it| row(state, it, done) />
            </ul>
        </section>
    }
}

fn row(state: State, answer: Doubtful, done: impl Fn(&Doubtful) + Copy + Send + 'static) -> impl IntoView {
    let words = setup_words();
    let entry = answer.entry.clone();
    let title = move || advice::entry_title(state, &entry);
    let sure = answer
        .confidence
        .map(|confidence| [confidence_words(confidence, words), " ", &per_cent(confidence, words)].concat());
    let thumb = answer.thumbed_down.then(|| view! { <b class="thumb">{words.not_helpful}</b> });
    let changed = answer.changed.then(|| view! { <b>{words.review_changed}</b> });
    let who = answer
        .visitor
        .clone()
        .unwrap_or_else(|| fill(words.visitor_numbered, &[("number", &answer.number.to_string())]));
    let href = address_of(&answer.conversation);
    let held = StoredValue::new(answer.clone());
    let button = move |judgement: Judgement| {
        let press = move |_| {
            let answer = held.get_value();
            let verdict = NewVerdict {
                subject: answer.message.clone(),
                judgement: Some(judgement),
                entry: None,
                text: None,
            };
            verdict::judge(state, answer.conversation.clone(), verdict);
            done(&answer);
        };
        view! { <button class="button" on:click=press>{verdict::judgement_words(judgement, words)}</button> }
    };
    view! {
        <li>
            <p class="by">
                <b dir="auto">{who}</b> <time>{dates::moment_words(answer.at, language())}</time>
                {thumb} {changed} <span class="sure">{sure}</span>
            </p>
            <p class="asked" dir="auto">{answer.question}</p>
            <p class="from">{words.answered_from} {" "} <cite dir="auto">{title}</cite></p>
            <div class="box answer" dir="auto">{ui::markdown_view(&answer.answer)}</div>
            <div class="does">
                {button(Judgement::Right)} {button(Judgement::Wrong)}
                <a class="button" href=href>{words.review_open}</a>
            </div>
        </li>
    }
}
