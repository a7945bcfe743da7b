//! The questions that a draft edition is tried on.

use std::collections::{BTreeMap, BTreeSet};

use protocol::{KNOWN_QUESTIONS, Knowledge, KnowledgeEntry, KnownQuestion, RightAnswer};

/// What visitors asked, and the published wordings of entries that stay, none of which may go elsewhere. Those whose right
/// answer is known come first, so that the others give way where there are too many. An entry that goes, or has gone, is the
/// right answer to nothing any longer: what its questions come to then is for whoever looks. The second part says whether
/// wordings of entries are among them.
pub fn asked_of(
    knowledge: &Knowledge,
    chosen: &BTreeSet<String>,
    asked: Vec<KnownQuestion>,
) -> (Vec<KnownQuestion>, bool) {
    let stays = |entry: &&KnowledgeEntry| match entry.draft.as_ref().filter(|_| chosen.contains(&entry.id)) {
        Some(draft) => draft.entry.is_some(),
        None => entry.published.is_some(),
    };
    let staying: Vec<&KnowledgeEntry> = knowledge.entries.iter().filter(stays).collect();
    let ids: BTreeSet<&str> = staying.iter().map(|entry| entry.id.as_str()).collect();
    let (mut questions, mut others) = (Vec::new(), Vec::new());
    for mut question in asked {
        match &question.right {
            RightAnswer::Entry(id) if !ids.contains(id.as_str()) => question.right = RightAnswer::Unknown,
            _ => {}
        }
        let is_known = question.right != RightAnswer::Unknown;
        if is_known { &mut questions } else { &mut others }.push(question);
    }
    let mut known: BTreeSet<String> = questions.iter().map(|question| question.text.clone()).collect();
    // What visitors asked in an entry's own words is that entry's.
    let mut times: BTreeMap<String, u32> =
        others.iter().map(|question| (question.text.clone(), question.times)).collect();
    let before = questions.len();
    for entry in staying {
        let Some(published) = &entry.published else { continue };
        let spoken =
            published.translations.iter().map(|(language, text)| (language, &text.question, &text.variants));
        let own = std::iter::once((&knowledge.language, &published.question, &published.variants));
        for (language, question, variants) in own.chain(spoken) {
            for text in std::iter::once(question).chain(variants).filter(|text| !text.is_empty()) {
                if known.insert(text.clone()) {
                    questions.push(KnownQuestion {
                        text: text.clone(),
                        language: language.clone(),
                        right: RightAnswer::Entry(entry.id.clone()),
                        times: times.remove(text).unwrap_or(1),
                    });
                }
            }
        }
    }
    let has_own = questions.len() > before;
    others.retain(|question| !known.contains(&question.text));
    questions.append(&mut others);
    questions.truncate(KNOWN_QUESTIONS);
    (questions, has_own)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::base::tests::drafted;

    /// What visitors asked, each with the entry that answers it, `?` where nobody said.
    fn asked(asked: &[(&str, &str)]) -> Vec<KnownQuestion> {
        let question = |(text, right): &(&str, &str)| KnownQuestion {
            text: (*text).to_owned(),
            language: String::new(),
            right: match *right {
                "?" => RightAnswer::Unknown,
                id => RightAnswer::Entry(id.to_owned()),
            },
            times: 3,
        };
        asked.iter().map(question).collect()
    }

    fn check(chosen: &[&str], of: &[(&str, &str)], expected: &[(&str, &str)]) {
        let chosen = chosen.iter().map(|id| (*id).to_owned()).collect();
        let (questions, has_own) = asked_of(&drafted(), &chosen, asked(of));
        let right = |question: &KnownQuestion| match &question.right {
            RightAnswer::Entry(id) => id.clone(),
            _ => "?".to_owned(),
        };
        let found: Vec<(&str, String)> = questions.iter().map(|it| (it.text.as_str(), right(it))).collect();
        let expected: Vec<(&str, String)> = expected.iter().map(|it| (it.0, it.1.to_owned())).collect();
        assert_eq!(found, expected);
        assert!(has_own);
    }

    const RETURNS: [(&str, &str); 2] = [("How do I return a lamp?", "returns"), ("send it back", "returns")];
    const OLD: [(&str, &str); 2] = [("Do you sell candles?", "old"), ("candles", "old")];

    #[test]
    fn own_wordings_are_asked_beside_what_visitors_asked() {
        check(
            &[],
            &[("x", "?"), ("y", "old")],
            &[&[("y", "old")], &RETURNS[..], &OLD, &[("x", "?")]].concat(),
        );
        check(&["old"], &[("x", "?")], &[&RETURNS[..], &[("x", "?")]].concat());
        check(&["old"], &[("send it back", "returns")], &[RETURNS[1], RETURNS[0]]);
        check(&["old"], &[("send it back", "?")], &RETURNS);
    }

    #[test]
    fn an_entry_that_goes_is_the_right_answer_to_nothing() {
        let of = [("got candles", "old"), ("gone long ago", "gone"), ("lockers?", "lockers")];
        let left = [("got candles", "?"), ("gone long ago", "?")];
        check(&["old", "lockers"], &of, &[&[of[2]], &RETURNS[..], &left].concat());
        check(&[], &of, &[&[of[0]], &RETURNS[..], &OLD, &[left[1], ("lockers?", "?")]].concat());
    }

    #[test]
    fn what_nobody_knows_the_answer_to_gives_way() {
        let many: Vec<String> = (0..KNOWN_QUESTIONS).map(|number| number.to_string()).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|text| (text.as_str(), "?")).collect();
        let (questions, has_own) = asked_of(&drafted(), &BTreeSet::new(), asked(&many));
        assert!(has_own && questions.len() == KNOWN_QUESTIONS);
        assert_eq!((questions[3].text.as_str(), questions[4].text.as_str()), ("candles", "0"));
    }
}
