//! What owners set in the console, and leads see.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use axum::Json;
use axum::extract::{Path, State};
use protocol::{DaysOpen, DeskChange, DeskSetup, HoursAsked, Role, SiteChange, WordList, WordText};

use super::body::Body;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::setup::days_open;

/// The widget's words, as the files of the room `ui` have them: what a visitor sees first, then what a person brings.
const WORDS: [(&str, [&str; 2]); 2] = [
    ("en", [include_str!("../../ui/words/en.txt"), include_str!("../../ui/words/person/en.txt")]),
    ("zh", [include_str!("../../ui/words/zh.txt"), include_str!("../../ui/words/person/zh.txt")]),
];

/// `GET /api/v1/agent/setup`
pub async fn show(State(desk): State<Desk>, signed_in: SignedIn) -> Result<Json<DeskSetup>, Fault> {
    signed_in.require(Role::Lead)?;
    told(&desk, &signed_in).await
}

/// `PUT /api/v1/agent/setup/desk`
pub async fn change_desk(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    change: Result<Body<DeskChange>, Fault>,
) -> Result<Json<DeskSetup>, Fault> {
    signed_in.require(Role::Owner)?;
    let Body(change) = change?;
    desk.change_desk(signed_in.by(), change).await?;
    told(&desk, &signed_in).await
}

/// `PUT /api/v1/agent/setup/sites/{site}`
pub async fn change_site(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    Path(site): Path<String>,
    change: Result<Body<SiteChange>, Fault>,
) -> Result<Json<DeskSetup>, Fault> {
    signed_in.require(Role::Owner)?;
    let Body(change) = change?;
    if !may_see(&desk, &signed_in).await?(&site) {
        return Err(Fault::NotFound);
    }
    desk.change_site(signed_in.by(), &site, change).await?;
    told(&desk, &signed_in).await
}

/// `POST /api/v1/agent/setup/hours`
pub async fn hours(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    asked: Result<Body<HoursAsked>, Fault>,
) -> Result<Json<DaysOpen>, Fault> {
    signed_in.require(Role::Lead)?;
    let Body(asked) = asked?;
    Ok(Json(DaysOpen { days: days_open(asked, desk.now())? }))
}

/// `GET /api/v1/agent/setup/words`
pub async fn words(signed_in: SignedIn) -> Result<Json<Vec<WordList>>, Fault> {
    signed_in.require(Role::Lead)?;
    static LISTS: LazyLock<Vec<WordList>> = LazyLock::new(|| {
        WORDS
            .iter()
            .map(|(language, files)| WordList { language: (*language).to_owned(), words: read(files) })
            .collect()
    });
    Ok(Json(LISTS.clone()))
}

/// Lines `key = text` below the heading `[words]`.
fn read(files: &[&str]) -> Vec<WordText> {
    let lines = files.iter().flat_map(|file| file.lines()).filter_map(|line| line.split_once(" = "));
    let word =
        |(key, text): (&str, &str)| WordText { key: key.trim().to_owned(), text: text.trim().to_owned() };
    lines.map(word).collect()
}

async fn told(desk: &Desk, signed_in: &SignedIn) -> Result<Json<DeskSetup>, Fault> {
    Ok(Json(desk.setup(may_see(desk, signed_in).await?)))
}

/// Which sites an agent may see.
async fn may_see(desk: &Desk, signed_in: &SignedIn) -> Result<impl Fn(&str) -> bool + use<>, Fault> {
    let bound: BTreeSet<String> = desk.store.sites_of(&signed_in.agent).await?.into_iter().collect();
    Ok(move |site: &str| bound.is_empty() || bound.contains(site))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_languages_have_the_same_words() {
        let [en, zh] = WORDS.map(|(_, files)| read(&files));
        let keys =
            |words: &[WordText]| words.iter().map(|word| word.key.clone()).collect::<BTreeSet<String>>();
        assert!(
            en.len() > 100 && en.iter().any(|word| word.key == "greeting" && word.text.starts_with("Hello"))
        );
        assert!(keys(&en).contains("card_waiting_next") && keys(&zh).contains("card_waiting_next"));
    }
}
