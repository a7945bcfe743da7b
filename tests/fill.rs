//! A desk filled with the month as a sample: what visits told, what people did, and some dozens of conversations.
//!
//! Everything is marked: visitors' names end in "(Sample)" and their subject is `Sample`, so that `tandem erase Sample` takes
//! all conversations away in one go; conversations' ids begin with `sample-`. What was counted goes as all counts do.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request};
use desk::{Desk, Outcome, PastDigest, PastHelp, Settings, app};
use protocol::{
    ConfidenceBands, Digest, DigestQuestion, EntryCounts, Feeling, Invite, Judgement, Moods, QuestionEnd,
    ReasonCount, Role,
};
use serde_json::{Value, json};
use tower::ServiceExt;

use crate::month::{DAYS, FIRST_DAY, Month, NAMES, Talk, Visit, WEEKS};

/// Conversations of each language that a console shows, the latest.
const SHOWN: usize = 26;
/// Of these the last ones are still waiting, and those before them with an agent.
const WAITING: usize = 5;
const ASSIGNED: usize = 6;

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;
/// Between two conversations that are settled.
const APART_MS: i64 = 5 * HOUR_MS;

/// The desk's own page.
const OWN: &str = "http://sample.example";
/// Who stands for a visitor's browser.
const SUBJECT: &str = "Sample";
const VISITORS: [&str; 6] = ["Anna Holm", "Ben Okafor", "Chloe Martin", "王芳", "李强", "张敏"];

/// The sample's desk, with a clock that goes to where it is set.
struct Sample {
    desk: Desk,
    router: Router,
    clock: Arc<AtomicI64>,
    /// Cookies of the agents by name.
    agents: Vec<(String, String)>,
}

/// Fills a desk's database with months so that they end at `now`, Unix milliseconds; false where anything of a sample is there
/// already, and then nothing changes.
///
/// # Errors
/// Where the database cannot be used.
pub async fn fill(database: &Path, months: &[Month], now: i64) -> Result<bool> {
    let clock = Arc::new(AtomicI64::new(now));
    let read = Arc::clone(&clock);
    let settings = Settings {
        database: database.to_owned(),
        insights: true,
        public_url: Some(OWN.to_owned()),
        new_conversations: u32::MAX,
        site_conversations: u32::MAX,
        ..Settings::default()
    };
    let desk = Desk::open_with_clock(&settings, Arc::new(move || read.load(Ordering::Relaxed))).await?;
    let is_there = desk.agents().await?.iter().any(|agent| agent.name.ends_with("(Sample)"));
    let mut sample = Sample { router: app(desk.clone()), desk, clock, agents: Vec::new() };
    if !is_there {
        sample.begin(now).await?;
        sample.count(months, now).await?;
        for (place, month) in months.iter().enumerate() {
            sample.converse(month, now + place as i64 * 60_000 - 120_000).await?;
        }
        sample.clock.store(now, Ordering::Relaxed);
        sample.desk.live_on().await?;
    }
    sample.desk.close().await;
    Ok(!is_there)
}

/// When a visit of the month was, if the month ends now.
fn at(visit: &Visit, now: i64) -> i64 {
    let day = now.div_euclid(DAY_MS) - (FIRST_DAY + WEEKS as i64 * DAYS - visit.day);
    day * DAY_MS + visit.hour * HOUR_MS + visit.minute * 60_000
}

impl Sample {
    /// Makes the agents and signs them in, some days ago.
    async fn begin(&mut self, now: i64) -> Result<()> {
        self.clock.store(now - 10 * DAY_MS, Ordering::Relaxed);
        let names = NAMES;
        for (place, name) in names.iter().enumerate() {
            let name = format!("{name} (Sample)");
            let role = if place % 3 == 0 { Role::Lead } else { Role::Agent };
            let invite = Invite {
                name: name.clone(),
                login: None,
                role,
                teams: vec!["care".to_owned()],
                capacity: 20,
            };
            let code = self.desk.add_agent(invite).await?.code.code;
            let body = json!({"code": code, "name": name});
            let answer = self.send(Method::POST, "/api/v1/agent/session", &body, &[]).await?;
            self.agents.push((names[place].to_owned(), answer.0));
        }
        Ok(())
    }

    /// Tells what visits told, and what people did in those conversations that the console doesn't show.
    async fn count(&self, months: &[Month], now: i64) -> Result<()> {
        let visits = || months.iter().flat_map(|month| month.visits.iter().enumerate());
        let mut digests: Vec<PastDigest> = visits()
            .map(|(number, visit)| PastDigest {
                site: "default".to_owned(),
                at: at(visit, now),
                digest: digest(number, visit),
            })
            .collect();
        digests.sort_by_key(|one| one.at);
        self.desk.add_digests(digests).await?;
        let talks = |month: &Month| month.visits.iter().filter(|visit| visit.talk.is_some()).count();
        let helps = months.iter().flat_map(|month| {
            let all = month.visits.iter().filter_map(|visit| Some((visit, visit.talk.as_ref()?)));
            all.take(talks(month).saturating_sub(SHOWN)).map(|(visit, talk)| help(visit, talk, now))
        });
        Ok(self.desk.add_helps(&helps.collect::<Vec<_>>()).await?)
    }

    /// Has the latest conversations of a month, one after the other, the last of them now.
    async fn converse(&self, month: &Month, now: i64) -> Result<()> {
        let mut talks: Vec<(&Visit, &Talk)> =
            month.visits.iter().filter_map(|visit| Some((visit, visit.talk.as_ref()?))).collect();
        talks.drain(..talks.len().saturating_sub(SHOWN));
        let count = talks.len();
        for (place, (visit, talk)) in talks.into_iter().enumerate() {
            let left = count - place;
            let begins = match left {
                _ if left <= WAITING => now - left as i64 * 4 * 60_000,
                _ if left <= WAITING + ASSIGNED => now - 25 * 60_000 - left as i64 * 9 * 60_000,
                _ => now - 3 * HOUR_MS - left as i64 * APART_MS,
            };
            self.clock.store(begins, Ordering::Relaxed);
            self.request(place, visit, talk, begins).await?;
            if left > WAITING {
                self.answer(place, talk, left > WAITING + ASSIGNED)
                    .await
                    .with_context(|| talk.conversation.clone())?;
            }
        }
        Ok(())
    }

    async fn request(&self, place: usize, visit: &Visit, talk: &Talk, now: i64) -> Result<()> {
        let mut said = vec![json!({"id": "t1", "author": "visitor", "text": visit.text, "at": now - 60_000})];
        if let Some(entry) = visit.entry.as_ref().filter(|_| !visit.shown.is_empty()) {
            let rating = if visit.end == QuestionEnd::RatedDown { json!(-1) } else { Value::Null };
            said.push(json!({"id": "t2", "author": "assistant", "text": visit.shown, "entry": entry, "at": now - 55_000,
                "confidence": visit.confidence, "rating": rating}));
        }
        let feel = |feeling| if visit.feeling == feeling { visit.mood } else { 0.0 };
        let visitor = VISITORS[(place + if visit.language == "en" { 0 } else { 3 }) % 3
            + if visit.language == "en" { 0 } else { 3 }];
        let matches = match &visit.entry {
            Some(entry) => {
                json!([{"entry": entry, "question": entry, "confidence": visit.confidence, "shown": !visit.shown.is_empty()}])
            }
            None => json!([]),
        };
        let body = json!({
            "version": protocol::VERSION, "conversation": talk.conversation, "idempotency_key": talk.conversation,
            "reason": talk.reason, "question": visit.text, "language": visit.language, "team": talk.team,
            "trigger": {"confidence": visit.confidence, "matches": matches, "mood": {"anger": feel(Feeling::Angry),
                "anxiety": feel(Feeling::Anxious), "dejection": feel(Feeling::Dejected)}},
            "transcript": said, "page": {"url": format!("https://shop.example{}", visit.page), "title": "Shop"},
            "attributes": {"name": format!("{visitor} (Sample)"), "subject": SUBJECT}, "consent": "asked",
        });
        let token = format!("Bearer {}", token(talk));
        self.send(Method::POST, "/api/v1/handoffs", &body, &[("authorization", &token)]).await?;
        Ok(())
    }

    /// An agent takes it, answers, judges and notes; and settles it, unless it is still under way.
    async fn answer(&self, place: usize, talk: &Talk, settles: bool) -> Result<()> {
        let found = self.agents.iter().find(|(name, _)| name == talk.agent);
        let cookie = &found.context("the agent is signed in")?.1;
        let at = |action: &str| format!("/api/v1/agent/conversations/{}/{action}", talk.conversation);
        let act = async |method: Method, action: &str, body: Value| {
            self.send(method, &at(action), &body, &[("cookie", cookie)]).await
        };
        self.pass(40_000 + place as i64 * 7_000);
        act(Method::POST, "claim", Value::Null).await?;
        self.pass(50_000);
        let now = self.clock.load(Ordering::Relaxed);
        act(Method::POST, "messages", json!({"id": "a1", "text": talk.answer, "at": now})).await?;
        if place.is_multiple_of(4) {
            let text = if talk.agent.is_ascii() {
                "Asked twice this week, worth an entry?"
            } else {
                "本周第二次有人问，要不要加到知识库？"
            };
            act(Method::POST, "notes", json!({"id": "n1", "text": text})).await?;
        }
        if let Some(judgement) = talk.judgement {
            let subject = if judgement == Judgement::Wrong { "t2" } else { "" };
            let body = json!({"subject": subject, "judgement": judgement, "entry": talk.right});
            // Of a choice that none was right in nothing was shown.
            let _ = act(Method::PUT, "verdict", body).await;
        }
        if settles {
            self.pass(4 * 60_000);
            act(Method::POST, "resolve", json!({"exception": talk.exception})).await?;
            let score = talk.score.map(|score| json!({"score": score}));
            if let Some(score) = score {
                let path = format!("/api/v1/conversations/{}/satisfaction", talk.conversation);
                let token = format!("Bearer {}", token(talk));
                self.send(Method::POST, &path, &score, &[("authorization", &token)]).await?;
            }
        }
        Ok(())
    }

    fn pass(&self, ms: i64) {
        self.clock.fetch_add(ms, Ordering::Relaxed);
    }

    /// Sends a request and gives the cookie that came back with it, empty where none did.
    async fn send(
        &self,
        method: Method,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Result<(String, u16)> {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "sample.example")
            .header("origin", OWN);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = if body.is_null() { Body::empty() } else { Body::from(body.to_string()) };
        let request = request.header("content-type", "application/json").body(body)?;
        let response = self.router.clone().oneshot(request).await?;
        let (parts, body) = response.into_parts();
        let told = to_bytes(body, usize::MAX).await?;
        ensure!(parts.status.is_success(), "{path}: {} {}", parts.status, String::from_utf8_lossy(&told));
        let cookie =
            parts.headers.get("set-cookie").map(|value| value.to_str().unwrap_or_default().to_owned());
        let cookie = cookie.unwrap_or_default().split(';').next().unwrap_or_default().to_owned();
        Ok((cookie, parts.status.as_u16()))
    }
}

/// The visitor's token: nobody's secret, since everybody can read the sample.
fn token(talk: &Talk) -> String {
    format!("token-of-{}", talk.conversation)
}

fn digest(number: usize, visit: &Visit) -> Digest {
    let mut confidence = ConfidenceBands::default();
    match visit.confidence {
        low if low < 0.5 => confidence.below_50 = 1,
        low if low < 0.8 => confidence.below_80 = 1,
        low if low < 0.95 => confidence.below_95 = 1,
        _ => confidence.from_95 = 1,
    }
    let mut moods = Moods::default();
    match visit.feeling {
        Feeling::Angry => moods.angry = 1,
        Feeling::Anxious => moods.anxious = 1,
        Feeling::Dejected => moods.dejected = 1,
        Feeling::Calm => moods.calm = 1,
        Feeling::Glad => moods.glad = 1,
    }
    let shown = visit.entry.as_ref().filter(|_| visit.end != QuestionEnd::Unanswered);
    let entry = |entry: &String| EntryCounts {
        entry: entry.clone(),
        answered: 1,
        up: u32::from(visit.end == QuestionEnd::RatedUp),
        down: u32::from(visit.end == QuestionEnd::RatedDown),
        settled: u32::from(visit.end == QuestionEnd::Clarified),
    };
    let question = DigestQuestion {
        text: visit.text.clone(),
        language: Some(visit.language.to_owned()),
        end: visit.end,
        entry: visit.entry.clone(),
        confidence: Some(visit.confidence),
    };
    Digest {
        version: protocol::VERSION,
        visit: format!("sample-{}-{number:020}", visit.language),
        number: 1,
        language: visit.language.to_owned(),
        page: visit.page.to_owned(),
        asked: 1,
        unanswered: u32::from(shown.is_none()),
        clarified: u32::from(visit.end == QuestionEnd::Clarified),
        entries: shown.map(entry).into_iter().collect(),
        confidence,
        moods,
        handoffs: visit.talk.iter().map(|talk| ReasonCount { reason: talk.reason, count: 1 }).collect(),
        questions: if visit.is_told { vec![question] } else { Vec::new() },
    }
}

fn help(visit: &Visit, talk: &Talk, now: i64) -> PastHelp {
    // As long as the answer is, more or less, so that not all are the same.
    let length = talk.answer.chars().count() as i64;
    let wait_ms = 20_000 + length % 97 * 2_500;
    PastHelp {
        site: "default".to_owned(),
        asked_at: at(visit, now),
        reason: talk.reason,
        language: visit.language.to_owned(),
        feeling: visit.feeling,
        wait_ms: Some(wait_ms),
        first_ms: Some(wait_ms + length % 53 * 1_000),
        handling_ms: Some(90_000 + length * 1_200),
        outcome: Outcome::Resolved,
        score: talk.score,
    }
}
