//! The assistant: the site's knowledge base with the engine over it.

use engine::{Dialogue, Engine, Explanation, Options, Outcome, Pack, Ranking};
use knowledge::{Entry, KnowledgeBase, Text};

/// The knowledge base and the engine that answers from it.
pub struct Assistant {
    /// What it knows.
    pub knowledge: KnowledgeBase,
    engine: Engine,
    language: String,
}

/// What is shown while the visitor types.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// Position of the entry.
    pub entry: usize,
    /// The question it understood.
    pub question: String,
    /// The answer's Markdown.
    pub answer: String,
}

impl Default for Assistant {
    fn default() -> Self {
        Self::new(KnowledgeBase::default(), Vec::new(), Options::default(), "")
    }
}

impl Assistant {
    /// An assistant over what could be read; an empty base is fine and knows nothing.
    pub fn new(knowledge: KnowledgeBase, packs: Vec<Pack>, options: Options, language: &str) -> Self {
        let engine = Engine::new(knowledge.engine_entries(), packs, options);
        let mut assistant = Self { knowledge, engine, language: language.to_owned() };
        assistant.recall();
        assistant
    }

    /// The base's languages whose tables are not there.
    pub fn languages_without_pack(&self) -> Vec<String> {
        let short = |language: &String| language.split('-').next().unwrap_or_default().to_owned();
        let languages = self.knowledge.languages.iter().map(short);
        languages
            .filter(|language| self.engine.packs().iter().all(|pack| pack.language() != language))
            .collect()
    }

    /// Takes another language's tables and indexes the base anew.
    pub fn add_pack(&mut self, pack: Pack) {
        let engine =
            std::mem::replace(&mut self.engine, Engine::new(Vec::new(), Vec::new(), Options::default()));
        self.engine = engine.with_pack(pack);
        self.recall();
    }

    /// Spares the fitting where `tandem build` has done it for these packs.
    fn recall(&mut self) {
        if let Some(learnt) = &self.knowledge.learnt {
            self.engine.take_learnt(learnt);
        }
    }

    /// Fits the engine's head on one more wording; whether there are more.
    pub fn fit(&mut self) -> bool {
        self.engine.fit(1)
    }

    /// The entry that would be answered if the visitor sent this now; none where a person would be called.
    pub fn suggest(&self, typed: &str) -> Option<Suggestion> {
        let best = *self.engine.suggest(typed).matches.first()?;
        if !self.engine.answers(best.confidence) || self.engine.calls_for_person(typed) {
            return None;
        }
        let text = self.text(best.entry).filter(|text| !text.answer.is_empty())?;
        Some(Suggestion { entry: best.entry, question: text.question.clone(), answer: text.answer.clone() })
    }

    /// Decides on an utterance and remembers it in the dialogue.
    pub fn decide(&self, dialogue: &mut Dialogue, utterance: &str) -> Outcome {
        self.engine.decide(dialogue, utterance)
    }

    /// Why an utterance is decided as it is, in a dialogue as it was before.
    pub fn explain(&self, dialogue: &Dialogue, utterance: &str) -> Explanation {
        self.engine.explain(dialogue, utterance)
    }

    /// Whether this confidence is enough to answer.
    pub fn answers(&self, confidence: f64) -> bool {
        self.engine.answers(confidence)
    }

    /// The team that a matter belongs to.
    pub fn team(&self, ranking: &Ranking) -> Option<String> {
        self.engine.team(ranking).map(str::to_owned)
    }

    /// Whether the base tells teams apart.
    pub fn has_teams(&self) -> bool {
        let mut teams = self.knowledge.entries.iter().filter_map(|entry| entry.team.as_ref());
        let first = teams.next();
        teams.any(|team| Some(team) != first)
    }

    /// An entry by its position.
    pub fn entry(&self, position: usize) -> Option<&Entry> {
        self.knowledge.entries.get(position)
    }

    /// The position of an entry by its id.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.knowledge.entries.iter().position(|entry| entry.id == id)
    }

    /// An entry's words in the visitor's language where it has them.
    pub fn text(&self, position: usize) -> Option<&Text> {
        Some(self.knowledge.text(self.entry(position)?, &self.language))
    }

    /// The ids of the starter questions: the owner's choice, else the first three entries.
    pub fn starters(&self, chosen: &[String]) -> Vec<String> {
        let known: Vec<String> = chosen.iter().filter(|id| self.position(id).is_some()).cloned().collect();
        if !known.is_empty() {
            return known;
        }
        self.knowledge.entries.iter().take(3).map(|entry| entry.id.clone()).collect()
    }
}
