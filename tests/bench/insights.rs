//! How fast insights are over a million digests in half a year, and how much they weigh.

use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use anyhow::{Context, Result, ensure};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use desk::{Desk, Outcome, PastDigest, PastHelp, Secret, Server, Settings, app};
use protocol::{
    ConfidenceBands, Digest, DigestQuestion, EntryCounts, Feeling, HandoffReason, Moods, QuestionEnd,
    ReasonCount,
};
use serde_json::json;
use tests::Chance;
use tests::proof::ground::Database;
use tower::ServiceExt;

use crate::sample;

/// Digests, and the days over which they are spread: two windows of 90.
const DIGESTS: usize = 1_000_000;
const DAYS: i64 = 180;
/// Digests taken in one transaction.
const AT_ONCE: usize = 1_000;
/// What the shop has: a large FAQ and many pages, in two languages.
const ENTRIES: usize = 500;
const PAGES: usize = 300;
/// One visit in so many asks for a person.
const HELPS_EACH: usize = 12;
/// Times that each answer is asked for.
const ASKED: usize = 9;
/// When it ends, Unix milliseconds: an afternoon in Berlin.
const NOW: i64 = 1_800_000_000_000 + 6 * 3_600_000;
const DAY_MS: i64 = 86_400_000;
/// The desk's own page.
const OWN: &str = "http://desk.example";

/// Fills a desk and asks it: one with a file, and one at a server.
pub async fn run() -> Result<()> {
    let folder = tempfile::Builder::new().prefix("tandem-").tempdir()?;
    let settings = Settings {
        database: folder.path().join("tandem.db"),
        insights: true,
        time_zone: "Europe/Berlin".to_owned(),
        ..Settings::default()
    };
    println!("insights on SQLite");
    measure(&settings).await?;
    println!("{:<66}{:>8.1}", "MB of the database", bytes(folder.path())? as f64 / 1e6);
    let Some(database) = Database::make()? else {
        println!("insights on Postgres: SKIPPED, since this machine has no Postgres");
        return Ok(());
    };
    println!("insights on Postgres");
    let files = folder.path().join("files");
    let server = Server { url: Secret::new(database.address()), files, poll_only: false };
    measure(&Settings { server: Some(server), ..settings }).await
}

async fn measure(settings: &Settings) -> Result<()> {
    let desk = Desk::open_with_clock(settings, Arc::new(|| NOW)).await?;
    let began = Instant::now();
    fill(&desk).await?;
    println!("{:<66}{:>8}", "insights: digests taken", DIGESTS);
    println!(
        "{:<66}{:>8.0}",
        "digests a second, a thousand in a transaction",
        DIGESTS as f64 / began.elapsed().as_secs_f64()
    );
    let router = app(desk.clone());
    let cookie = sign_in(&desk, &router).await?;
    println!(
        "{:<66}{:>8}{:>10}{:>10}   target",
        "an answer over all of it, milliseconds", "samples", "median", "p99"
    );
    for (what, query) in [
        ("7 days", "?days=7"),
        ("30 days", "?days=30"),
        ("90 days", "?days=90"),
        ("90 days in one language", "?days=90&language=zh"),
        ("questions not or badly answered, a page", "/questions?days=90"),
        (
            "the same in one language, a way of ending, the last pages",
            "/questions?days=90&language=zh&end=rated_down&before=348800000000",
        ),
        ("the same in a language that nobody writes", "/questions?days=90&language=fr"),
        ("90 days as a table of entries", "/table?of=entries&days=90"),
        ("10,000 questions as a table", "/table?of=questions&days=90"),
    ] {
        let mut taken = Vec::with_capacity(ASKED);
        for _ in 0..ASKED {
            let began = Instant::now();
            ask(&router, &cookie, query).await.with_context(|| query.to_owned())?;
            taken.push(began.elapsed().as_secs_f64() * 1e3);
        }
        sample::print(what, taken, "under 300");
    }
    topics(&router, &cookie).await?;
    desk.close().await;
    Ok(())
}

/// What questions are about: of so many that only an even share is grouped, which is 10,000; once more it is known.
async fn topics(router: &Router, cookie: &str) -> Result<()> {
    for (what, query) in [
        ("topics of 10,000 questions, worked out", "/topics?days=90&site=default"),
        ("the same, known", "/topics?days=90&site=default"),
        ("topics of another window", "/topics?days=30&site=default"),
    ] {
        let began = Instant::now();
        ask(router, cookie, query).await.with_context(|| query.to_owned())?;
        sample::print(what, vec![began.elapsed().as_secs_f64() * 1e3], "under 2,000");
    }
    Ok(())
}

async fn fill(desk: &Desk) -> Result<()> {
    let mut chance = Chance::new(20_261_126);
    let mut batch = Vec::with_capacity(AT_ONCE);
    for number in 0..DIGESTS {
        batch.push(digest(number, &mut chance));
        if batch.len() == AT_ONCE {
            let taken = desk.add_digests(std::mem::take(&mut batch)).await?;
            ensure!(taken == AT_ONCE, "{taken} of {AT_ONCE} were taken");
        }
    }
    let helps: Vec<PastHelp> = (0..DIGESTS / HELPS_EACH).map(|number| help(number, &mut chance)).collect();
    Ok(desk.add_helps(&helps).await?)
}

/// When the one of so many comes: evenly over the days, within each as shops are visited.
fn at(number: usize, of: usize, chance: &mut Chance) -> i64 {
    let share = number as f64 / of as f64;
    let day = (share * DAYS as f64) as i64;
    // The mean of two dice: most in the afternoon.
    let hour = (chance.below(13) + chance.below(12)) as i64;
    NOW - (DAYS - day) * DAY_MS + (hour - 12) * 3_600_000 - 6 * 3_600_000
}

/// Few entries are asked for often and many seldom, as in life: the square of a share.
fn seldom(bound: usize, chance: &mut Chance) -> usize {
    let share = chance.share();
    (share * share * bound as f64) as usize
}

fn digest(number: usize, chance: &mut Chance) -> PastDigest {
    let language = ["en", "zh"][chance.below(2)].to_owned();
    let mut entries: Vec<EntryCounts> = Vec::new();
    for _ in 0..1 + chance.below(3) {
        let entry = format!("entry-{}", seldom(ENTRIES, chance));
        if entries.iter().all(|known| known.entry != entry) {
            let (up, down) = (u32::from(chance.below(6) == 0), u32::from(chance.below(30) == 0));
            entries.push(EntryCounts { entry, answered: 1, up, down, settled: 0 });
        }
    }
    let is_unanswered = chance.below(5) == 0;
    let asked = entries.len() as u32 + u32::from(is_unanswered);
    let handoffs = if chance.below(HELPS_EACH) == 0 {
        vec![ReasonCount { reason: reason(chance), count: 1 }]
    } else {
        vec![]
    };
    let is_told = is_unanswered || chance.below(3) == 0;
    let questions =
        if is_told { vec![question(number, is_unanswered, &entries[0].entry, chance)] } else { Vec::new() };
    let digest = Digest {
        version: protocol::VERSION,
        // Every tenth visit goes on in a second digest.
        visit: format!("visit-of-the-bench-{:07}", number - usize::from(number % 10 == 9)),
        number: 1 + u32::from(number % 10 == 9),
        language,
        page: format!("/pages/{}", word(seldom(PAGES, chance))),
        asked,
        unanswered: u32::from(is_unanswered),
        clarified: 0,
        confidence: ConfidenceBands {
            below_95: asked / 2,
            from_95: asked - asked / 2,
            ..ConfidenceBands::default()
        },
        moods: Moods { calm: asked, ..Moods::default() },
        entries,
        handoffs,
        questions,
    };
    PastDigest { site: "default".to_owned(), at: at(number, DIGESTS, chance), digest }
}

/// A page's name, which no number is in.
fn word(number: usize) -> String {
    let sign = |at: usize| {
        char::from(b'a' + u8::try_from(number / 26_usize.pow(at as u32) % 26).unwrap_or_default())
    };
    (0..3).map(sign).collect()
}

fn question(number: usize, is_unanswered: bool, entry: &str, chance: &mut Chance) -> DigestQuestion {
    let ends =
        [QuestionEnd::LowConfidence, QuestionEnd::Clarified, QuestionEnd::RatedDown, QuestionEnd::RatedUp];
    let end = if is_unanswered { QuestionEnd::Unanswered } else { ends[chance.below(4)] };
    DigestQuestion {
        text: format!(
            "can you tell me whether thing {} fits the lamp that I bought in {number}",
            chance.below(10_000)
        ),
        language: None,
        end,
        entry: (!is_unanswered).then(|| entry.to_owned()),
        confidence: Some(chance.share()),
    }
}

fn reason(chance: &mut Chance) -> HandoffReason {
    let reasons = [
        HandoffReason::Asked,
        HandoffReason::LowConfidence,
        HandoffReason::Frustration,
        HandoffReason::RepeatedMiss,
    ];
    reasons[chance.below(4)]
}

fn help(number: usize, chance: &mut Chance) -> PastHelp {
    let wait_ms = 5_000 + chance.below(600_000) as i64;
    PastHelp {
        site: "default".to_owned(),
        asked_at: at(number, DIGESTS / HELPS_EACH, chance),
        reason: reason(chance),
        language: ["en", "zh"][chance.below(2)].to_owned(),
        feeling: [Feeling::Calm, Feeling::Angry, Feeling::Anxious][chance.below(3)],
        wait_ms: Some(wait_ms),
        first_ms: Some(wait_ms + chance.below(60_000) as i64),
        handling_ms: Some(60_000 + chance.below(1_800_000) as i64),
        outcome: [Outcome::Resolved, Outcome::Returned][chance.below(2)],
        score: [None, Some(1 + chance.below(5) as u32)][chance.below(2)],
    }
}

/// The size of the database with what stands beside it.
fn bytes(folder: &Path) -> Result<u64> {
    let files = std::fs::read_dir(folder)?.filter_map(|file| file.ok()?.metadata().ok());
    Ok(files.filter(std::fs::Metadata::is_file).map(|file| file.len()).sum())
}

async fn sign_in(desk: &Desk, router: &Router) -> Result<String> {
    let body = json!({"code": desk.sign_in_code().await?, "name": "Mei"}).to_string();
    let request = Request::post("/api/v1/agent/session").header("content-type", "application/json");
    let request = request.header("host", "desk.example").header("origin", OWN).body(Body::from(body))?;
    let response = router.clone().oneshot(request).await?;
    let cookie = response.headers().get("set-cookie").context("nobody was let in")?.to_str()?;
    Ok(cookie.split(';').next().unwrap_or_default().to_owned())
}

async fn ask(router: &Router, cookie: &str, query: &str) -> Result<()> {
    let request = Request::get(format!("/api/v1/agent/insights{query}"));
    let request = request.header("host", "desk.example").header("cookie", cookie).body(Body::empty())?;
    let response = router.clone().oneshot(request).await?;
    let status = response.status();
    let body = to_bytes(response.into_body(), usize::MAX).await?;
    ensure!(status == 200, "{status}: {}", String::from_utf8_lossy(&body));
    Ok(())
}
