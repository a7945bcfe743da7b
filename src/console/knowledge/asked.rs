//! The questions that a draft edition is tried on.

use std::collections::BTreeSet;

use protocol::{KNOWN_QUESTIONS, Knowledge, KnownQuestion, RightAnswer};

/// Where fewer questions of visitors are known, the entries' own wordings stand in: of a shop's few dozen entries they are
/// a few hundred.
const FEW: usize = 500;

/// What visitors asked and, where that is little, the published wordings of entries that stay: none of them may go elsewhere.
/// The second part says whether these are among them.
pub fn asked_of(
    knowledge: &Knowledge,
    chosen: &BTreeSet<String>,
    asked: Vec<KnownQuestion>,
) -> (Vec<KnownQuestion>, bool) {
    let mut questions = asked;
    if questions.len() >= FEW {
        return (questions, false);
    }
    let mut known: BTreeSet<String> = questions.iter().map(|question| question.text.clone()).collect();
    let before = questions.len();
    for entry in &knowledge.entries {
        let goes =
            chosen.contains(&entry.id) && entry.draft.as_ref().is_some_and(|draft| draft.entry.is_none());
        let Some(published) = entry.published.as_ref().filter(|_| !goes) else { continue };
        let spoken =
            published.translations.iter().map(|(language, text)| (language, &text.question, &text.variants));
        let own = std::iter::once((&knowledge.language, &published.question, &published.variants));
        for (language, question, variants) in own.chain(spoken) {
            for text in std::iter::once(question).chain(variants).filter(|text| !text.is_empty()) {
                if known.insert(text.clone()) && questions.len() < KNOWN_QUESTIONS {
                    let right = RightAnswer::Entry(entry.id.clone());
                    questions.push(KnownQuestion {
                        text: text.clone(),
                        language: language.clone(),
                        right,
                        times: 1,
                    });
                }
            }
        }
    }
    let has_own = questions.len() > before;
    (questions, has_own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::base::tests::drafted;

    fn question(text: &str) -> KnownQuestion {
        KnownQuestion {
            text: text.to_owned(),
            language: String::new(),
            right: RightAnswer::Unknown,
            times: 3,
        }
    }

    fn check(chosen: &[&str], asked: &[&str], expected: &[&str]) {
        let chosen = chosen.iter().map(|id| (*id).to_owned()).collect();
        let (questions, has_own) =
            asked_of(&drafted(), &chosen, asked.iter().map(|text| question(text)).collect());
        let texts: Vec<&str> = questions.iter().map(|question| question.text.as_str()).collect();
        assert_eq!(texts, expected);
        assert_eq!(has_own, texts.len() > asked.len());
    }

    #[test]
    fn own_wordings_stand_in_where_visitors_asked_little() {
        let all = ["x", "How do I return a lamp?", "send it back", "Do you sell candles?", "candles"];
        check(&[], &["x"], &all);
        // What is to go needn't be found any longer, unless it stays this time.
        check(&["old"], &["x"], &all[..3]);
        check(&["old"], &["send it back"], &["send it back", "How do I return a lamp?"]);
        let many: Vec<String> = (0..FEW).map(|number| number.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        check(&[], &many, &many);
    }
}
