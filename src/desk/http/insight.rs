//! What visitors need, for leads and owners.

use std::collections::BTreeSet;

use axum::Json;
use axum::extract::State;
use protocol::{InsightQuestions, InsightTopics, Insights, QuestionEnd, Role};
use serde::Deserialize;

use super::body::Asked;
use super::caller::{Ruled, SignedIn};
use super::fault::Fault;
use crate::Desk;
use crate::digest::first_part;
use crate::insight::{Sought, WINDOWS};
use crate::request::{Invalid, check_language};
use crate::rules::Rules;
use crate::store::AskedFor;
use crate::topics::ENDS;

/// Rows of each table.
const ROWS: usize = 200;

/// What stands behind the question mark.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    /// Days of a window.
    pub days: u32,
    /// At one site alone.
    #[serde(default)]
    pub site: Option<String>,
    /// In one language alone.
    #[serde(default)]
    pub language: Option<String>,
}

/// What stands behind the question mark where questions are asked for.
#[derive(Debug, Deserialize)]
pub struct WantedQuestions {
    days: u32,
    #[serde(default)]
    site: Option<String>,
    #[serde(default)]
    language: Option<String>,
    #[serde(default)]
    end: Option<QuestionEnd>,
    #[serde(default)]
    before: Option<i64>,
}

/// What stands behind the question mark where topics are asked for: they are one site's.
#[derive(Debug, Deserialize)]
pub struct WantedTopics {
    days: u32,
    site: String,
    #[serde(default)]
    language: Option<String>,
}

/// `GET /api/v1/agent/insights?days={7|30|90}&site={id}&language={tag}`
pub async fn show(
    State(desk): State<Desk>,
    Ruled(rules): Ruled,
    signed_in: SignedIn,
    wanted: Result<Asked<Wanted>, Fault>,
) -> Result<Json<Insights>, Fault> {
    signed_in.require(Role::Lead)?;
    let Asked(wanted) = wanted?;
    let sought = sought(&desk, &rules, &signed_in, wanted, ROWS).await?;
    Ok(Json(desk.insights(&rules, &sought).await?))
}

/// `GET /api/v1/agent/insights/questions?days={7|30|90}&site={id}&language={tag}&end={end}&before={id}`
pub async fn questions(
    State(desk): State<Desk>,
    Ruled(rules): Ruled,
    signed_in: SignedIn,
    wanted: Result<Asked<WantedQuestions>, Fault>,
) -> Result<Json<InsightQuestions>, Fault> {
    signed_in.require(Role::Lead)?;
    let Asked(WantedQuestions { days, site, language, end, before }) = wanted?;
    let wanted = Wanted { days, site, language };
    let sought = sought(&desk, &rules, &signed_in, wanted, ROWS).await?;
    let ends = end.map_or_else(|| ENDS.to_vec(), |end| vec![end]);
    let meant = meant(&sought, &ends, before, desk.now());
    let (questions, more) = desk.store.asked_page(&meant).await?;
    Ok(Json(InsightQuestions { questions, more }))
}

/// `GET /api/v1/agent/insights/topics?days={7|30|90}&site={id}&language={tag}`
pub async fn topics(
    State(desk): State<Desk>,
    Ruled(rules): Ruled,
    signed_in: SignedIn,
    wanted: Result<Asked<WantedTopics>, Fault>,
) -> Result<Json<InsightTopics>, Fault> {
    signed_in.require(Role::Lead)?;
    let Asked(WantedTopics { days, site, language }) = wanted?;
    let wanted = Wanted { days, site: Some(site), language };
    let sought = sought(&desk, &rules, &signed_in, wanted, ROWS).await?;
    let [site] = sought.sites.as_slice() else { return Err(Fault::NotFound) };
    Ok(Json(desk.topics_with_suggestions(site, days, sought.language.as_deref()).await?))
}

/// Checks what is asked for. Another's site is none, as everywhere.
pub async fn sought(
    desk: &Desk,
    rules: &Rules,
    signed_in: &SignedIn,
    wanted: Wanted,
    most: usize,
) -> Result<Sought, Fault> {
    if !WINDOWS.contains(&wanted.days) {
        let problem = format!("is {}; it is one of {WINDOWS:?}", wanted.days);
        return Err(Invalid { field: "days".to_owned(), problem }.into());
    }
    let language = match wanted.language.filter(|language| !language.is_empty()) {
        Some(mut language) => {
            check_language(&mut language)?;
            Some(first_part(&language))
        }
        None => None,
    };
    let bound: BTreeSet<String> = desk.store.sites_of(&signed_in.agent).await?.into_iter().collect();
    let is_seen = |id: &str| bound.is_empty() || bound.contains(id);
    let is_meant = |id: &str| wanted.site.as_deref().is_none_or(|wanted| wanted.is_empty() || wanted == id);
    let sites = rules.sites.iter().filter(|site| is_seen(site.id()) && is_meant(site.id()));
    let sites: Vec<_> = sites.cloned().collect();
    if sites.is_empty() {
        return Err(Fault::NotFound);
    }
    Ok(Sought { days: wanted.days, language, sites, most })
}

/// The questions of the window at each site.
pub fn meant<'a>(
    sought: &'a Sought,
    ends: &'a [QuestionEnd],
    before: Option<i64>,
    now: i64,
) -> Vec<AskedFor<'a>> {
    let one = |site: &'a std::sync::Arc<crate::Site>| {
        let window = site.calendar().window(sought.days, now);
        let language = sought.language.as_deref();
        AskedFor { site: site.id(), from: window.from, until: window.until, language, ends, before }
    };
    sought.sites.iter().map(one).collect()
}
