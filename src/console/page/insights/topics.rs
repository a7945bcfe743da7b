//! What went unanswered, by topic: each with its questions, where it goes, and what would answer it.

use std::sync::Arc;

use console::insights::{
    Asked, Drift, SPARK_HEIGHT, SPARK_WIDTH, grouped, spark, suggestion_address, writing_address,
};
use console::words::fill;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{InsightSite, InsightTopic, InsightTopics, Insights};

use super::super::desk;
use super::cards::by_the_day;
use super::head::name_of;
use super::lack::{none, or_lack};
use super::{Page, Told, panel, questions};

/// Topics shown at once.
const SHOWN: usize = 8;
/// Examples of a topic that stand beside its name; the others are folded up.
const EXAMPLES: usize = 3;

/// What is known of a site's topics.
type Found = RwSignal<Option<Result<InsightTopics, ()>>>;

/// The section.
pub fn view(page: Page, told: &Told) -> AnyView {
    let words = page.words;
    let several = told.insights.sites.len() > 1;
    let on: Vec<&InsightSite> = told.insights.sites.iter().filter(|site| site.on).collect();
    let found: Vec<(InsightSite, Found)> =
        on.iter().map(|site| ((*site).clone(), RwSignal::new(None))).collect();
    for (site, found) in &found {
        fetch(&told.asked, &site.id, *found);
    }
    let all: Vec<Found> = found.iter().map(|(_, found)| *found).collect();
    let sum = move || {
        let known = all.iter().filter_map(|found| found.with(|it| it.as_ref()?.as_ref().ok().map(counted)));
        let (questions, topics) = known.fold((0, 0), |sum, more| (sum.0 + more.0, sum.1 + more.1));
        let slots = [("n", &*grouped(questions)), ("topics", &grouped(topics))];
        (topics > 0).then(|| fill(words.topics_sum, &slots))
    };
    let held = told.clone();
    let inside = or_lack(page, &told.insights, words.lacks_topics, move || {
        let of_site = |(site, found): (InsightSite, Found)| {
            let title = several.then(|| view! { <h3 dir="auto">{name_of(&site)}</h3> });
            let questions = questions::view(page, &held, &site.id);
            view! { {title} {of_site(page, Arc::clone(&held.insights), site.id, found)} {questions} }
        };
        found.into_iter().map(of_site).collect_view().into_any()
    });
    panel("topics-title", words.topics, view! { <p class="muted" role="status">{sum}</p> }, inside)
}

/// Questions in topics, and topics.
fn counted(found: &InsightTopics) -> (u64, u64) {
    (found.topics.iter().map(|topic| topic.count).sum(), found.topics.len() as u64)
}

fn fetch(asked: &Asked, site: &str, found: Found) {
    let query = Asked { site: Some(site.to_owned()), ..asked.clone() }.query();
    spawn_local(async move {
        let answer = desk::topics(&query).await.map_err(drop);
        // Whoever has gone on meanwhile needs it no longer.
        let _ = found.try_set(Some(answer));
    });
}

fn of_site(page: Page, insights: Arc<Insights>, site: String, found: Found) -> impl IntoView {
    let words = page.words;
    let all_shown = RwSignal::new(false);
    move || match found.get() {
        None => view! { <p class="muted late" role="status">{words.topics_working}</p> }.into_any(),
        Some(Err(())) => view! { <p class="problem" role="alert">{words.failed}</p> }.into_any(),
        Some(Ok(told)) if told.topics.is_empty() => none(words.topics_none),
        Some(Ok(told)) => {
            let count = told.topics.len();
            let shown = if all_shown.get() { count } else { SHOWN };
            let rows =
                told.topics.iter().take(shown).map(|it| topic(page, &insights, &site, it)).collect_view();
            let rest = (told.loners > 0).then(|| fill(words.topics_rest, &[("n", &grouped(told.loners))]));
            view! {
                <ul class="topics">{rows}</ul>
                {more_button(page, count, SHOWN, all_shown)}
                {rest.map(|rest| view! { <p class="small">{rest}</p> })}
            }
            .into_any()
        }
    }
}

/// Shows all of a list that begins with a few; nothing where the few are all.
pub fn more_button(page: Page, count: usize, few: usize, all_shown: RwSignal<bool>) -> impl IntoView {
    let words = page.words;
    let text = move || match all_shown.get() {
        true => words.show_fewer.to_owned(),
        false => fill(words.show_all, &[("n", &count.to_string())]),
    };
    (count > few).then(|| {
        view! { <button class="link more-rows" on:click=move |_| all_shown.update(|all| *all = !*all)>{text}</button> }
    })
}

fn topic(page: Page, insights: &Insights, site: &str, topic: &InsightTopic) -> impl IntoView + use<> {
    let words = page.words;
    let quote = |text: &String| fill(words.quoted, &[("text", text)]);
    let examples: Vec<String> = topic.examples.iter().take(EXAMPLES).map(quote).collect();
    let others = topic.examples.iter().skip(EXAMPLES);
    let others: Vec<_> = others.map(|text| view! { <li dir="auto">{quote(text)}</li> }).collect();
    let more = (!others.is_empty()).then(|| {
        let summary = fill(words.examples_more, &[("n", &others.len().to_string())]);
        view! { <details class="examples-more"><summary>{summary} <span class="unseen">{topic.name.clone()}</span></summary><ul>{others}</ul></details> }
    });
    let (href, does) = match &topic.suggestion {
        Some(suggestion) => (suggestion_address(site, suggestion), words.look_suggestion),
        None => (writing_address(site, &topic.id), words.write_answer),
    };
    let about = fill(words.about, &[("name", &topic.name)]);
    let slots = [("n", &*grouped(topic.count)), ("before", &grouped(topic.before))];
    view! {
        <li class="topic">
            <div class="topic-words">
                <h3 dir="auto">{topic.name.clone()}</h3>
                <p class="examples" dir="auto">{examples.join(words.names_between)}</p>
                {more}
            </div>
            {drift(page, insights, topic)}
            <p class="topic-count" title=fill(words.topic_count, &slots)>{grouped(topic.count)}</p>
            <a class="button" href=href>{does} <span class="unseen">{about}</span></a>
        </li>
    }
}

/// The small line, with where it goes in a word; its numbers are told to whoever asks.
fn drift(page: Page, insights: &Insights, topic: &InsightTopic) -> impl IntoView + use<> {
    let words = page.words;
    let (class, word) = match Drift::of(by_the_day(insights, topic.count, topic.before)) {
        // Where nobody counted before, everything would be.
        Drift::New if insights.visits_before.asked == 0 => ("drift", ""),
        Drift::New => ("drift rising", words.topic_new),
        Drift::Rising => ("drift rising", words.topic_rising),
        Drift::Falling => ("drift falling", words.topic_falling),
        Drift::Steady => ("drift", words.topic_steady),
    };
    let counts: Vec<String> = topic.trend.iter().map(ToString::to_string).collect();
    let told = fill(words.topic_trend, &[("list", &counts.join(", "))]);
    let shown = told.clone();
    let size = ["0 0 ", &SPARK_WIDTH.to_string(), " ", &SPARK_HEIGHT.to_string()].concat();
    view! {
        <div class=class>
            <svg viewBox=size role="img" aria-label=told>
                {leptos::svg::title().child(shown)}
                <polyline points=spark(&topic.trend) />
            </svg>
            <span class="small">{word}</span>
        </div>
    }
}
