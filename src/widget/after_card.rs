//! While an agent answers, and when it is over: ending it, how it was, and the conversation as a file.

use js_sys::Reflect;
use protocol::{Satisfaction, Status};
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::{Get, GetUntracked, Set};
use ui::{El, el};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlElement;

use crate::app::App;
use crate::conversation::Handoff;
use crate::header::conversation_text;
use crate::live_link;
use crate::panel::{bare_button, button};
use crate::told::Told;

/// While an agent has it: who writes, and the way to end it.
pub fn with_agent(app: App) -> El {
    let typing = live_link::typing().map(|name| {
        let name = if name.is_empty() { app.say("agent") } else { name };
        // Seen, not read out, since what they write will be.
        el("p").class("note").attr("aria-hidden", "true").text(&app.say_with("typing", "name", &name))
    });
    let sure = RwSignal::new(false);
    let end = bare_button("link", move |_| {
        if sure.get_untracked() {
            end(app);
        } else {
            sure.set(true);
        }
    });
    let end = end.text_with(move || app.say(if sure.get() { "end_sure" } else { "end" }));
    el("div").children(typing).child(el("div").class("tools after").child(end))
}

/// When an agent has had it: how was it, and the conversation as a file; none once the visitor has answered or begun anew.
pub fn over(app: App, handoff: &Handoff) -> Option<El> {
    let ended = matches!(handoff.status, Some(Status::Resolved | Status::Returned));
    let told = Told::of(handoff);
    if !ended || handoff.agent.is_none() || told.judged > 1 {
        return None;
    }
    if told.judged == 1 {
        let thanks = el("p").attr("role", "status").text(&app.say("judge_thanks"));
        return Some(el("div").class("card").child(thanks).child(el("div").class("tools").child(save(app))));
    }
    let score = RwSignal::new(0_u32);
    let scale = (1..=5).map(|at| {
        let word = app.say(["judge_1", "judge_2", "judge_3", "judge_4", "judge_5"][at as usize - 1]);
        bare_button("score", move |_| score.set(at))
            .attr("title", &word)
            .attr("aria-label", &word)
            .attr_with("aria-pressed", move || Some((score.get() == at).to_string()))
            .text(&at.to_string())
    });
    let ends = el("div")
        .class("row")
        .child(el("p").text(&app.say("judge_1")))
        .child(el("p").text(&app.say("judge_5")));
    Some(
        el("div")
            .class("card")
            .child(el("strong").text(&app.say("judge_title")))
            .child(
                el("div")
                    .class("scale")
                    .attr("role", "group")
                    .attr("aria-label", &app.say("judge_title"))
                    .children(scale),
            )
            .child(ends)
            .child_with(move || (score.get() > 0).then(|| comment(app, score)))
            .child(el("div").class("tools").child(save(app)).child(button(
                "small",
                &app.say("no_thanks"),
                move |_| {
                    app.change_handoff(|handoff| Told::change(handoff, |told| told.judged = 2));
                    app.keep();
                    app.focus_composer();
                },
            ))),
    )
}

fn comment(app: App, score: RwSignal<u32>) -> El {
    let input = el("input").attr("type", "text").attr("maxlength", "1000");
    let field = input.element().clone();
    let send = button("chip person", &app.say("judge_send"), move |_| {
        let comment = Reflect::get(&field, &"value".into()).ok().and_then(|value| value.as_string());
        judge(
            app,
            Satisfaction { score: score.get_untracked(), comment: comment.filter(|text| !text.is_empty()) },
        );
        app.focus_composer();
    });
    let label = el("label").child(el("span").text(&app.say("judge_comment"))).child(input);
    let comment = el("div").child(label).child(el("div").class("tools").child(send));
    let shown = comment.element().clone();
    // Once it stands in the page, so that nobody has to look for it below.
    ui::next_frame(move || shown.scroll_into_view());
    comment
}

/// The visitor's judgement goes out once; where the network is down it is asked for again at the next sight.
fn judge(app: App, said: Satisfaction) {
    let body = ui::to_text(&said).unwrap_or_default();
    tell(app, "/satisfaction", body, move || {
        app.change_handoff(|handoff| Told::change(handoff, |told| told.judged = 1));
        app.keep();
    });
}

fn end(app: App) {
    tell(app, "/end", String::new(), move || app.keep_in_touch());
}

fn tell(app: App, path: &str, body: String, done: impl FnOnce() + 'static) {
    let Some(handoff) = app.look().kept.handoff.clone() else { return };
    let desk = app.look().config.desk.clone().unwrap_or_default();
    let url = [&desk, "api/v1/conversations/", &handoff.conversation, path].concat();
    spawn_local(async move {
        let reply = ui::fetch("POST", &url, &handoff.token, &body).await;
        if reply.is_ok_and(|reply| reply.status < 300) {
            done();
        } else {
            app.note(app.say("not_now"));
        }
    });
}

/// A link that saves the conversation as a text file.
fn save(app: App) -> El {
    bare_button("small", move |_| {
        let text = conversation_text(app);
        let link = el("a").attr("download", "conversation.txt");
        let data = String::from(js_sys::encode_uri_component(&text));
        let link = link.attr("href", &["data:text/plain;charset=utf-8,%EF%BB%BF", &data].concat());
        link.cast::<HtmlElement>().unchecked_ref::<HtmlElement>().click();
    })
    .text(&app.say("save"))
}
