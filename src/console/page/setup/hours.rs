//! Hours as a table of the week, and what they come to in the next two weeks.

use std::time::Duration;

use console::words::SetupWords;
use console::{DAYS, hours_of, week};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use protocol::{DayOpen, HoursAsked};

use super::super::{dates, desk, language};
use super::form::{Field, Form, Kind, framed, id_of, text};

/// After the last key, before the desk is asked what the hours come to.
const REST: Duration = Duration::from_millis(400);
/// A day that is open from midnight to midnight, as the desk writes it.
const ALL_DAY: &str = "00:00–24:00";

/// The table, or a line where the hours don't fit one.
pub fn view(form: Form, words: &'static SetupWords) -> AnyView {
    let hours = form.draft.with_untracked(|draft| draft.site.hours.clone()).unwrap_or_default();
    let field = Field { rule: "hours", label: words.hours, hint: words.hours_hint };
    let Some(week) = week(&hours) else {
        return text(form, field, Kind::Line, hours, |draft, typed| draft.site.hours = Some(typed));
    };
    let table = RwSignal::new(week.clone());
    let read_only = form.is_read_only("hours");
    let is_always = move || table.with(|week| hours_of(week).is_empty());
    let row = move |day: usize| {
        let wrong = move || form.problem("hours").filter(|why| is_about(why, day)).map(|_| "true");
        let empty = move || if is_always() { words.always } else { words.closed };
        let id = if day == 0 { id_of("hours") } else { ["rule-hours-", DAYS[day]].concat() };
        let typed = move |event: leptos::ev::Event| {
            table.update(|week| week[day] = event_target_value(&event));
            let hours = table.with_untracked(hours_of);
            form.change(|draft| draft.site.hours = (!hours.is_empty()).then_some(hours));
        };
        let name = dates::weekday_words(day, language());
        view! {
            <li>
                <label for=id.clone()>{name}</label>
                <input id=id type="text" inputmode="text" autocomplete="off" placeholder=empty readonly=read_only
                    aria-describedby="rule-hours-hint" aria-invalid=wrong prop:value=week[day].clone() on:input=typed />
            </li>
        }
    };
    let rows = (0..7).map(row).collect_view();
    let always = move || if is_always() { words.always_open } else { words.closed_days };
    let list = view! { <ol class="week">{rows}</ol> <p class="small" role="status">{always}</p> }.into_any();
    framed(form, field, list)
}

/// Whether the desk's words are about a day, as `Tue 9-5`; what names no day is about the first.
fn is_about(why: &str, day: usize) -> bool {
    let named = DAYS.iter().position(|name| why.contains(&["`", name].concat()));
    named.unwrap_or_default() == day
}

/// The next two weeks, asked for anew when the hours change.
pub fn preview(form: Form, words: &'static SetupWords) -> AnyView {
    let days = RwSignal::new(Vec::<DayOpen>::new());
    let due = StoredValue::new(None::<TimeoutHandle>);
    let asked = Memo::new(move |_| {
        form.draft.with(|draft| HoursAsked {
            hours: draft.site.hours.clone(),
            holidays: draft.site.holidays.clone(),
            time_zone: draft.site.time_zone.clone(),
        })
    });
    Effect::new(move |before: Option<()>| {
        let asked = asked.get();
        let ask = move || {
            spawn_local(async move {
                // Hours that are half typed come to nothing; saving says what is wrong with them.
                if let Ok(open) = desk::days_open(&asked).await {
                    days.set(open.days);
                }
            });
        };
        if let Some(handle) = due.get_value() {
            handle.clear();
        }
        let rest = if before.is_some() { REST } else { Duration::ZERO };
        due.set_value(set_timeout_with_handle(ask, rest).ok());
    });
    let line = move |day: DayOpen| {
        let hours =
            if day.open.is_empty() { words.closed.to_owned() } else { day.open.join(words.names_between) };
        let note = match (day.dated, day.open.is_empty()) {
            (true, true) => words.holiday,
            (true, false) => words.special_day,
            _ => "",
        };
        view! {
            <li class:shut=day.open.is_empty()>
                <span>{dates::date_words(&day.date, language())}</span>
                <span>{hours}</span>
                <span class="muted">{note}</span>
            </li>
        }
    };
    let list = move || {
        let days = days.get();
        if !days.is_empty() && days.iter().all(|day| day.open == [ALL_DAY]) {
            return view! { <p>{words.every_day}</p> }.into_any();
        }
        let lines = days.into_iter().map(line).collect_view();
        view! { <ol class="days" aria-labelledby="days-title">{lines}</ol> }.into_any()
    };
    view! { <h2 id="days-title">{words.next_days}</h2> {list} }.into_any()
}
