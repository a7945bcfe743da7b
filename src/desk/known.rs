//! The questions on which a draft is tried before it is published: each once, with what answers it.

use std::collections::BTreeMap;

use knowledge::redact::redact;
use protocol::{KNOWN_QUESTIONS, KnownQuestion, KnownQuestions, RightAnswer};

use crate::Desk;
use crate::http::Fault;
use crate::store::{AskedOnce, Teller};

/// How far back questions are taken, days: a season's, so that what is rare has come up.
const DAYS: i64 = 90;
/// A day, milliseconds.
const DAY_MS: i64 = 86_400_000;
/// Longest question that is tried, characters: what is longer was cut as it was told.
const QUESTION_CHARACTERS: usize = protocol::QUESTION_CHARACTERS;

/// What was said of one question.
#[derive(Debug, Default)]
struct Said {
    /// As it was typed last.
    text: String,
    language: String,
    times: u32,
    /// The most reliable who said what answers it, and how often each entry was named by such.
    votes: BTreeMap<(Teller, String), u32>,
}

impl Desk {
    /// The known questions of a site.
    pub(crate) async fn known_questions(&self, site: &str) -> Result<KnownQuestions, Fault> {
        let since = self.now() - DAYS * DAY_MS;
        let mut asked = self.store.told_questions(site, since.div_euclid(DAY_MS)).await?;
        asked.extend(self.store.answered_questions(site, since).await?);
        asked.extend(self.store.needless_questions(site, since).await?);
        let known = tokio::task::spawn_blocking(move || known(asked)).await.map_err(|_| Fault::Broken)?;
        Ok(KnownQuestions { questions: known })
    }
}

/// Each question once, those whose answer is known first, then the most asked, then by their words.
fn known(asked: Vec<AskedOnce>) -> Vec<KnownQuestion> {
    let mut said: BTreeMap<String, Said> = BTreeMap::new();
    for one in asked {
        // A question of a conversation still holds what the visitor wrote.
        let text: String = redact(one.text.trim()).chars().take(QUESTION_CHARACTERS).collect();
        if text.is_empty() {
            continue;
        }
        let said = said.entry(text.to_lowercase()).or_default();
        said.times += 1;
        if said.text.is_empty() {
            (said.text, said.language) = (text, one.language);
        }
        if let Some(entry) = one.entry {
            *said.votes.entry((one.teller, entry)).or_default() += 1;
        }
    }
    let mut known: Vec<KnownQuestion> = said.into_values().map(Said::question).collect();
    known.sort_by(|one, other| {
        let rank = |it: &KnownQuestion| (it.right == RightAnswer::Unknown, std::cmp::Reverse(it.times));
        rank(one).cmp(&rank(other)).then_with(|| one.text.cmp(&other.text))
    });
    known.truncate(KNOWN_QUESTIONS);
    known
}

impl Said {
    /// An agent's word goes before visitors'; of several entries that were named the one that most named, and none where two
    /// are level.
    fn question(self) -> KnownQuestion {
        let teller = self.votes.keys().map(|(teller, _)| *teller).max();
        let mut votes: Vec<(u32, &String)> = self
            .votes
            .iter()
            .filter(|((who, _), _)| Some(*who) == teller)
            .map(|((_, it), n)| (*n, it))
            .collect();
        votes.sort_unstable_by(|one, other| other.cmp(one));
        let right = match votes.as_slice() {
            [(most, _), (next, _), ..] if most == next => RightAnswer::Unknown,
            [(_, entry), ..] => RightAnswer::Entry((*entry).clone()),
            [] => RightAnswer::Unknown,
        };
        KnownQuestion { text: self.text, language: self.language, right, times: self.times }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(asked: &[(&str, Teller, &str)], expected: &[(&str, &str, u32)]) {
        let asked = asked.iter().map(|(text, teller, entry)| AskedOnce {
            text: (*text).to_owned(),
            language: "en".to_owned(),
            teller: *teller,
            entry: (!entry.is_empty()).then(|| (*entry).to_owned()),
        });
        let known = known(asked.collect());
        let found: Vec<(&str, &str, u32)> =
            known.iter().map(|it| (it.text.as_str(), right(it), it.times)).collect();
        assert_eq!(found, expected);
    }

    fn right(question: &KnownQuestion) -> &str {
        match &question.right {
            RightAnswer::Unknown => "?",
            RightAnswer::Nothing => "",
            RightAnswer::Entry(entry) => entry,
        }
    }

    #[test]
    fn each_question_stands_once_with_the_best_word_on_it() {
        use Teller::{Agent, Nobody, Visitor};
        check(
            &[
                ("where is it", Nobody, ""),
                ("Where is it", Nobody, ""),
                ("send back", Visitor, "returns"),
                ("send back ", Visitor, "returns"),
                ("send back", Agent, "refund"),
                ("money", Visitor, "refund"),
                ("money", Visitor, "returns"),
                ("  ", Visitor, "returns"),
            ],
            &[("send back", "refund", 3), ("money", "?", 2), ("where is it", "?", 2)],
        );
    }

    #[test]
    fn what_a_person_wrote_of_themselves_is_taken_out() {
        check(&[("mail me at anna@home.example", Teller::Nobody, "")], &[("mail me at [@]", "?", 1)]);
    }
}
