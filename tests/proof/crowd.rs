//! A full desk: conversations of all kinds that wait, are settled or were given back, as a busy shop has them.

use anyhow::Result;
use futures_util::{StreamExt, TryStreamExt, stream};
use serde_json::{Value, json};

use super::web::{Ask, SHOP, Web, Who};
use crate::Desk;

/// Requests under way at once.
const AT_ONCE: usize = 16;

/// What lets a desk take so many conversations in a moment.
pub const LIMITS: [&str; 4] = ["--site-conversations", "100000", "--new-conversations", "100000"];

/// Names and questions in two languages.
const PEOPLE: [(&str, &str, &str); 6] = [
    ("Anna Müller", "en", "Where is my parcel? It should have come on Friday."),
    ("王芳", "zh-CN", "我要退款，已经等了三天了"),
    ("Tom Okafor", "en", "I was charged twice for the same order."),
    ("李伟", "zh-CN", "请问什么时候到账？订单号 7731"),
    ("Zoë Lindqvist", "en", "The café set came broken, two cups of six."),
    ("陈静", "zh-CN", "帮我改一下收货地址，谢谢"),
];
const TEAMS: [Option<&str>; 3] = [None, Some("billing"), Some("returns")];
const REASONS: [&str; 4] = ["asked", "low_confidence", "frustration", "urgent"];

/// Lets so many visitors ask for a person.
///
/// # Errors
/// Where the desk doesn't take them all.
pub async fn fill(desk: &Desk, count: usize) -> Result<()> {
    let web = Web::new(&desk.url);
    let asked = stream::iter((0..count).map(|number| ask(&web, number)));
    asked.buffered(AT_ONCE).try_collect::<()>().await
}

async fn ask(web: &Web, number: usize) -> Result<()> {
    let who = Who::Visitor(format!("token-of-visitor-{number:07}"));
    web.send(&Ask::post(&who, "api/v1/handoffs", &request(number))).await?.expect(201).map(drop)
}

/// The request of one visitor, each of another kind than the next.
fn request(number: usize) -> Value {
    let (name, language, question) = PEOPLE[number % PEOPLE.len()];
    let signal = |step: usize| ((number * step) % 11) as f64 / 10.0;
    json!({
        "version": protocol::VERSION, "conversation": format!("conversation-of-visitor-{number:07}"),
        "idempotency_key": "1", "reason": REASONS[number % REASONS.len()], "question": question,
        "language": language, "transcript": [], "team": TEAMS[number % TEAMS.len()],
        "attributes": {"name": name, "order": format!("K-{number:05}")}, "consent": "asked",
        "page": {"url": format!("{SHOP}/cart"), "title": "Cart"},
        "trigger": {"mood": {"anger": signal(3), "anxiety": signal(5), "gladness": 0.0, "reasons": [
            {"sign": "words", "span": question, "weight": 0.5}]}},
    })
}
