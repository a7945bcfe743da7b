//! What an agent told one visitor, made fit for everybody: sentences that hold something of one person are left out.
//
// Never carried over: sums and percentages, dates, names, numbers of orders and the like, and what was done or promised for
// one person. The rule is on the careful side: where in doubt a sentence goes, and where too little is left nothing is, so
// that a person writes the answer. `src/knowledge/tests/impersonal.rs` holds it to lines written for it.

mod chinese;
mod date;
mod english;
mod name;
mod sentence;
mod sum;

use std::collections::BTreeSet;

use crate::base::KnowledgeBase;
use crate::redact::private;

/// Fewer characters than this answer nothing: of a script without spaces, and of others.
const LEAST_GLYPHS: usize = 10;
const LEAST_LETTERS: usize = 28;

/// What is known to be no person's: words of the knowledge base; and people's names, where they are known.
#[derive(Clone, Debug, Default)]
pub struct Impersonal {
    /// Words of the base, in lower case.
    words: BTreeSet<String>,
    /// Names of agents and visitors, in lower case.
    names: Vec<String>,
}

impl Impersonal {
    /// By the words of a base and the names of agents and visitors, as far as they are known.
    pub fn new(base: &KnowledgeBase, names: &[String]) -> Self {
        let mut words = BTreeSet::new();
        let mut take = |text: &str| words.extend(name::words(text).map(|word| word.to_lowercase()));
        for entry in &base.entries {
            entry.each_wording(&mut |_, wording| take(wording));
            take(&entry.text.answer);
            entry.translations.iter().for_each(|(_, text)| take(&text.answer));
        }
        base.name.iter().for_each(|name| take(name));
        // What is a person's name stays one, though the base holds the word; of one letter it would be everywhere.
        let parts = names.iter().flat_map(|name| name::words(name).chain([name.as_str()]));
        let names: BTreeSet<String> =
            parts.map(|part| part.trim().to_lowercase()).filter(|part| part.chars().count() > 1).collect();
        names.iter().for_each(|name| {
            words.remove(name);
        });
        Self { words, names: names.into_iter().collect() }
    }

    /// What is left of an answer; empty where that is too little.
    pub fn answer(&self, text: &str) -> String {
        let mut lines: Vec<String> = Vec::new();
        for line in text.lines() {
            let kept = self.line(line);
            // One empty line between paragraphs, none at the beginning, and none where a sentence stood.
            let parts = line.trim().is_empty() && lines.last().is_some_and(|last| !last.is_empty());
            if !kept.is_empty() || parts {
                lines.push(kept);
            }
        }
        let kept = lines.join("\n").trim().to_owned();
        if is_enough(&kept) { kept } else { String::new() }
    }

    /// Whether a sentence holds something of one person.
    pub fn is_personal(&self, sentence: &str) -> bool {
        let plain = sentence::without_labels(sentence);
        let lower = plain.to_lowercase().replace('’', "'");
        !private(&plain).is_empty()
            || self.names.iter().any(|name| name::holds(&lower, name))
            || sum::holds(&lower)
            || date::holds(&lower)
            || name::is_code(&plain)
            || name::is_named(&plain, &self.words)
            || english::is_personal(&lower)
            || chinese::is_personal(&lower)
    }

    /// A wording that a visitor typed is fit for everybody to read.
    pub fn is_fit(&self, question: &str) -> bool {
        let lower = question.to_lowercase();
        private(question).is_empty()
            && !question.contains('[')
            && !self.names.iter().any(|name| name::holds(&lower, name))
            && !sum::holds(&lower)
            && !date::is_dated(&lower)
            && !name::is_code(question)
            && !name::is_titled(question)
    }

    fn line(&self, line: &str) -> String {
        let line = line.trim_end();
        if sentence::is_signature(line) {
            return String::new();
        }
        let mut kept = String::new();
        for sentence in sentence::split(line) {
            let Some(body) = sentence::without_courtesy(sentence) else { continue };
            if self.is_personal(body) {
                continue;
            }
            let spaced = kept.chars().last().is_some_and(|last| last.is_ascii());
            kept.push_str(if spaced { " " } else { "" });
            kept.push_str(body.trim());
        }
        kept
    }
}

/// Whether what is left could answer anything.
fn is_enough(text: &str) -> bool {
    let glyphs = text.chars().filter(|c| sentence::is_glyph(*c)).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count() - glyphs;
    glyphs >= LEAST_GLYPHS || letters >= LEAST_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule() -> Impersonal {
        let answer = "Pay with PayPal. Write to Fern Club.".to_owned();
        let text = crate::Text { answer, question: "returns".to_owned(), ..crate::Text::default() };
        let entry = crate::Entry { id: "a".to_owned(), text, ..crate::Entry::default() };
        let base = KnowledgeBase { entries: vec![entry], ..KnowledgeBase::default() };
        Impersonal::new(&base, &["Mei Tanaka".to_owned(), "陈晓".to_owned()])
    }

    fn check(text: &str, expected: &str) {
        assert_eq!(rule().answer(text), expected, "{text}");
    }

    #[test]
    fn what_is_of_one_person_is_left_out_and_the_rest_stays() {
        check(
            "Hi Anna, you can turn it off in your account, at any time. I've done it for you on 12 March.\n\nBest, Tom",
            "you can turn it off in your account, at any time.",
        );
        check(
            "Thanks for asking! Rings are engraved within five working days. Engraved rings can't be returned.",
            "Rings are engraved within five working days. Engraved rings can't be returned.",
        );
        check(
            "您好，学生可以在“学生认证”页面上传证件领取优惠。已经给您申请了20元券。",
            "学生可以在“学生认证”页面上传证件领取优惠。",
        );
        check("You pay with PayPal there. Mei will call. Please ask 陈晓 about it.", "");
    }

    #[test]
    fn too_little_is_nothing() {
        for text in [
            "",
            "Done!",
            "I refunded you 20 euros.",
            "好的，已经退了。",
            "Hello!\n\nKind regards\nTom",
            "See above.",
        ] {
            check(text, "");
        }
    }

    #[test]
    fn lists_and_paragraphs_keep_their_form() {
        check(
            "- Wash it at forty degrees\n- I sent you the label\n- Dry it on the line\n\n\n\nNever bleach it.",
            "- Wash it at forty degrees\n- Dry it on the line\n\nNever bleach it.",
        );
    }
}
