//! Replies that might help: the visitors' engine over the site's knowledge base and over what agents have solved before.

use engine::{Dialogue, Engine, Entry, Options, Pack};
use knowledge::{markdown, primary};
use protocol::{Author, KnownEntry, Material};

/// Less sure than this, a suggestion is only in the way.
const LEAST: f64 = 0.35;
/// What helped one visitor helps another only where they ask for the same.
const LEAST_SOLVED: f64 = 0.6;
/// At most so many at once.
const MOST: usize = 3;

/// Looks for replies in a site's material.
pub struct Adviser {
    material: Material,
    engine: Engine,
}

/// A reply that might help.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The entry that it is from; none where it is from a conversation that was settled.
    pub entry: Option<String>,
    /// The question that it answers.
    pub question: String,
    /// Markdown.
    pub text: String,
}

impl Adviser {
    /// Indexes the material with the tables of the packs.
    pub fn new(material: Material, packs: Vec<Pack>) -> Self {
        let known = material.entries.iter().map(|known| Entry {
            id: known.id.clone(),
            wordings: known.wordings.clone(),
            answer: known.answers.first().map(|answer| markdown::plain(&answer.text)).unwrap_or_default(),
            team: None,
            handoff: None,
        });
        let solved = material.solved.iter().map(|solved| Entry {
            id: solved.conversation.clone(),
            wordings: vec![solved.question.clone()],
            answer: markdown::plain(&solved.answer),
            team: None,
            handoff: None,
        });
        let engine = Engine::new(known.chain(solved).collect(), packs, Options::default());
        Self { material, engine }
    }

    /// Fits the engine on some more wordings; whether there are more to come.
    pub fn fit(&mut self) -> bool {
        self.engine.fit(50)
    }

    /// The best replies to a question in a language; what is from the conversation `own` itself is no news.
    pub fn offers(&self, question: &str, language: &str, own: &str) -> Vec<Offer> {
        let mut offers: Vec<Offer> = Vec::new();
        for found in self.engine.suggest(question).matches {
            if found.confidence < LEAST || offers.len() >= MOST {
                break;
            }
            let is_known = found.entry < self.material.entries.len();
            if !is_known && found.confidence < LEAST_SOLVED {
                continue;
            }
            let offer = self.offer(found.entry, language, own);
            offers.extend(offer.filter(|offer| offers.iter().all(|other| other.text != offer.text)));
        }
        offers
    }

    /// How strongly the visitor felt at each of their turns, 0 to 1: the strongest of anger, worry and giving up, read as the
    /// visitor's own browser reads it.
    pub fn moods<'a>(&self, said: impl Iterator<Item = (Author, &'a str)>) -> Vec<f64> {
        let mut dialogue = Dialogue::default();
        let mut moods = Vec::new();
        for (author, text) in said {
            match author {
                Author::Visitor => moods.push(self.engine.decide(&mut dialogue, text).mood.strongest()),
                Author::Assistant => dialogue.assistant_said(text),
                Author::Agent => {}
            }
        }
        moods
    }

    fn offer(&self, place: usize, language: &str, own: &str) -> Option<Offer> {
        if let Some(known) = self.material.entries.get(place) {
            let text = answer(known, language)?;
            return Some(Offer { entry: Some(known.id.clone()), question: known.question.clone(), text });
        }
        let solved = self.material.solved.get(place - self.material.entries.len())?;
        let news = solved.conversation != own;
        news.then(|| Offer { entry: None, question: solved.question.clone(), text: solved.answer.clone() })
    }
}

/// An entry's answer in a language, else in the base's own.
fn answer(known: &KnownEntry, language: &str) -> Option<String> {
    let spoken = known.answers.iter().find(|answer| primary(&answer.language) == primary(language));
    spoken.or(known.answers.first()).map(|answer| answer.text.clone())
}

#[cfg(test)]
mod tests {
    use protocol::{KnownAnswer, Solved};

    use super::*;

    fn known(id: &str, wordings: &[&str], answers: &[(&str, &str)]) -> KnownEntry {
        let answer = |(language, text): &(&str, &str)| KnownAnswer {
            language: (*language).to_owned(),
            text: (*text).to_owned(),
        };
        KnownEntry {
            id: id.to_owned(),
            question: wordings[0].to_owned(),
            wordings: wordings.iter().map(|wording| (*wording).to_owned()).collect(),
            answers: answers.iter().map(answer).collect(),
        }
    }

    fn adviser() -> Adviser {
        let refund = ["When do I get my refund?", "where is my money", "how long does a refund take"];
        let delivery = ["How long does delivery take?", "when does my parcel arrive", "delivery time"];
        let solved = |conversation: &str, question: &str, answer: &str| Solved {
            conversation: conversation.to_owned(),
            question: question.to_owned(),
            answer: answer.to_owned(),
        };
        let material = Material {
            entries: vec![
                known("refund", &refund, &[("en", "Within *five* days."), ("zh", "五天之内。")]),
                known("delivery", &delivery, &[("en", "Two days.")]),
            ],
            solved: vec![
                solved("c1", "my lamp arrived with a cracked shade", "A new shade is on its way."),
                solved("c2", "can you engrave a name on the lamp", "Yes, up to twelve letters."),
            ],
        };
        let mut adviser = Adviser::new(material, Vec::new());
        while adviser.fit() {}
        adviser
    }

    fn check(question: &str, language: &str, own: &str, first: Option<(Option<&str>, &str)>) {
        let offers = adviser().offers(question, language, own);
        let found = offers.first().map(|offer| (offer.entry.as_deref(), offer.text.as_str()));
        assert_eq!(found, first, "{question}");
    }

    #[test]
    fn the_base_and_what_was_solved_are_searched_alike() {
        check(
            "where is my refund, how long does it take",
            "en",
            "",
            Some((Some("refund"), "Within *five* days.")),
        );
        check("where is my refund, how long does it take", "zh-TW", "", Some((Some("refund"), "五天之内。")));
        check("how long does the delivery take", "zh", "", Some((Some("delivery"), "Two days.")));
        check("the shade of my lamp arrived cracked", "en", "", Some((None, "A new shade is on its way.")));
        check("xyzzy", "en", "", None);
    }

    #[test]
    fn a_mood_is_read_for_each_turn_of_the_visitor() {
        let pack = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../engine/packs/en.txt")).unwrap();
        let adviser = Adviser::new(Material::default(), vec![Pack::read(&pack).unwrap()]);
        let said = [
            (Author::Visitor, "hello, where is my parcel"),
            (Author::Assistant, "It is under way."),
            (Author::Visitor, "This is the THIRD time, you useless liars!!! I am furious"),
            (Author::Agent, "I am sorry."),
        ];
        let moods = adviser.moods(said.into_iter());
        assert!(moods.len() == 2 && moods[0] < 0.3 && moods[1] > 0.6, "{moods:?}");
    }

    #[test]
    fn a_conversation_is_no_news_to_itself() {
        check("my lamp arrived with a cracked shade", "en", "c1", None);
    }
}
