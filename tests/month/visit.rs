//! A visit: what a visitor asks, what the assistant decides, and what the visitor does then.

use engine::{Decision, Dialogue, Engine, HandoffReason as Why};
use protocol::{Feeling, HandoffReason, Judgement, QuestionEnd};

use super::{State, agent};
use crate::Chance;

/// One question in so many is about nothing that the shop answers.
const ELSEWHERE: usize = 8;

/// In percent: who rates a right answer, who rates a wrong one, who then asks for a person, who takes one that is offered,
/// and what agents take the time to say of an answer or a handoff.
const THANKS: usize = 25;
const MINDS: usize = 50;
const ASKS: usize = 60;
const TAKES: usize = 65;
const JUDGES: usize = 35;

/// In percent: conversations that are settled as an exception.
const EXCEPTION: usize = 6;

/// In percent: visitors who are upset, and say so first.
const UPSET: usize = 6;

/// In percent: English questions with a slip.
const SLIPS: usize = 8;

/// The hours of the day by how many come: most in the evening, few at night.
const HOURS: [i64; 24] =
    [9, 9, 10, 10, 10, 11, 11, 12, 12, 13, 14, 14, 15, 16, 17, 18, 19, 19, 20, 20, 20, 21, 21, 22];

const BEFORE: [&str; 6] = ["", "", "", "hi, ", "hello! ", "quick question: "];
const AFTER: [&str; 5] = ["", "", "?", " please", " thanks"];
const BEFORE_ZH: [&str; 6] = ["", "", "", "你好，", "请问", "在吗，"];
const AFTER_ZH: [&str; 5] = ["", "", "？", "呀", "，谢谢"];
const ANGRY: [&str; 3] = ["this is ridiculous! ", "I am fed up with this. ", "what a joke of a shop. "];
const ANGRY_ZH: [&str; 3] = ["太过分了！", "气死我了，", "你们这什么破店，"];
const PAGES: [&str; 6] = ["/", "/cart", "/sofas", "/lamps", "/account/orders", "/returns"];

/// One visit with its question.
#[derive(Clone, Debug)]
pub struct Visit {
    /// Day since 1970-01-01.
    pub day: i64,
    /// Its hour.
    pub hour: i64,
    /// Its minute.
    pub minute: i64,
    /// `en` or `zh`.
    pub language: &'static str,
    /// Path of the page.
    pub page: &'static str,
    /// What was typed.
    pub text: String,
    /// How it ended.
    pub end: QuestionEnd,
    /// Whether it would be told in words; what was answered surely and not rated is only counted.
    pub is_told: bool,
    /// The entry that was shown or chosen.
    pub entry: Option<String>,
    /// The shown answer.
    pub shown: String,
    /// How sure the assistant was of its best entry.
    pub confidence: f64,
    /// The strongest signal of the mood, 0 to 1.
    pub mood: f64,
    /// How the visitor feels by it.
    pub feeling: Feeling,
    /// What was said with a person.
    pub talk: Option<Talk>,
}

/// A conversation with a person.
#[derive(Clone, Debug)]
pub struct Talk {
    /// Its id.
    pub conversation: String,
    /// Why a person was needed.
    pub reason: HandoffReason,
    /// What the agent answered, in the agent's own voice.
    pub answer: String,
    /// The agent's name.
    pub agent: &'static str,
    /// The team that has the matter.
    pub team: Option<String>,
    /// Whether it was settled as an exception.
    pub exception: bool,
    /// What the agent thinks of the answer, or of the handoff where there was none.
    pub judgement: Option<Judgement>,
    /// The entry that would have been right, where the base has it.
    pub right: Option<String>,
    /// What the visitor gave the help, 1 to 5.
    pub score: Option<u32>,
}

/// Somebody comes.
pub(super) fn pay(state: &State<'_>, engine: &Engine, day: i64, chance: &mut Chance) -> Visit {
    let meant = meant(state, chance);
    let pool = &state.shop.asked[&meant];
    let plain = &pool[chance.below(pool.len())];
    let text = worded(plain, state.shop.language, meant.is_some(), chance);
    let outcome = engine.decide(&mut Dialogue::default(), &text);
    let id = |entry: usize| engine.entries()[entry].id.clone();
    let is_right =
        |entry: usize| meant.is_some() && state.meant.get(&engine.entries()[entry].id) == meant.as_ref();
    let best = outcome.ranking.matches.first().map_or(0.0, |best| best.confidence);
    let percent = |share: usize, chance: &mut Chance| chance.below(100) < share;
    let (mut end, mut entry, mut reason) = (QuestionEnd::Unanswered, None, None);
    match &outcome.decision {
        Decision::Answer { entry: shown, .. } => {
            entry = Some(id(*shown));
            end = match is_right(*shown) {
                true if percent(THANKS, chance) => QuestionEnd::RatedUp,
                true if best < 0.95 => QuestionEnd::LowConfidence,
                true => QuestionEnd::Sampled,
                false if percent(MINDS, chance) => QuestionEnd::RatedDown,
                false => QuestionEnd::LowConfidence,
            };
            let asks = !is_right(*shown) && percent(ASKS, chance);
            reason = asks.then_some(HandoffReason::Asked);
        }
        Decision::Clarify { entries } => {
            end = QuestionEnd::Clarified;
            entry = entries.iter().find(|entry| is_right(**entry)).map(|entry| id(*entry));
            reason = (entry.is_none() && percent(TAKES, chance)).then_some(HandoffReason::LowConfidence);
        }
        Decision::Handoff { reason: why, .. } => reason = Some(word_of(*why)),
        Decision::Offer { reason: why } => reason = percent(TAKES, chance).then_some(word_of(*why)),
        Decision::SmallTalk(_) | Decision::Silence => end = QuestionEnd::Sampled,
    }
    let number = state.visits.len() as u64 + day as u64 * 1_000;
    let talk = reason.map(|reason| talk(state, (&meant, &entry), reason, number, chance));
    let shown = entry.as_ref().and_then(|id| state.base.entries.iter().find(|one| one.id == *id));
    let mood = &outcome.mood;
    Visit {
        day,
        hour: HOURS[chance.below(HOURS.len())],
        minute: chance.below(60) as i64,
        language: state.shop.language,
        page: PAGES[chance.below(PAGES.len())],
        shown: shown.map(|entry| entry.text.answer.clone()).unwrap_or_default(),
        text,
        is_told: end != QuestionEnd::Sampled,
        end,
        entry,
        confidence: best,
        mood: mood.strongest(),
        feeling: match mood.strongest() {
            strongest if strongest < 0.5 => Feeling::Calm,
            strongest if mood.anger >= strongest => Feeling::Angry,
            strongest if mood.anxiety >= strongest => Feeling::Anxious,
            _ => Feeling::Dejected,
        },
        talk,
    }
}

/// What somebody wants to know: a few things are asked often and many seldom.
fn meant(state: &State<'_>, chance: &mut Chance) -> Option<String> {
    if chance.below(ELSEWHERE) == 0 {
        return None;
    }
    let asked: Vec<&Option<String>> = state.shop.asked.keys().filter(|key| key.is_some()).collect();
    // The order of popularity has nothing to do with the names, and is the seed's.
    let share = chance.share();
    let rank = (share * share * asked.len() as f64) as usize;
    asked[(rank * 31 + state.shop.seed as usize * 7) % asked.len()].clone()
}

fn worded(plain: &str, language: &str, may_be_upset: bool, chance: &mut Chance) -> String {
    let pick = |list: &[&'static str], chance: &mut Chance| list[chance.below(list.len())];
    let (before, after, angry) =
        if language == "en" { (&BEFORE, &AFTER, &ANGRY) } else { (&BEFORE_ZH, &AFTER_ZH, &ANGRY_ZH) };
    let mut text = plain.trim_end_matches(['?', '？', '.', '。']).to_owned();
    if language == "en" && chance.below(100) < SLIPS {
        text = slip(&text, chance);
    }
    let upset = may_be_upset && chance.below(100) < UPSET;
    let before = if upset { pick(angry, chance) } else { pick(before, chance) };
    [before, &text, pick(after, chance)].concat()
}

/// Two letters change places.
fn slip(text: &str, chance: &mut Chance) -> String {
    let mut signs: Vec<char> = text.chars().collect();
    let at = chance.below(signs.len().saturating_sub(1));
    if signs.len() > 5 && signs[at].is_alphabetic() && signs[at + 1].is_alphabetic() {
        signs.swap(at, at + 1);
    }
    signs.into_iter().collect()
}

fn talk(
    state: &State<'_>,
    (meant, entry): (&Option<String>, &Option<String>),
    reason: HandoffReason,
    number: u64,
    chance: &mut Chance,
) -> Talk {
    let exception = chance.below(100) < EXCEPTION;
    let (agent, answer) = agent::answer(state.shop, meant.as_deref(), exception, chance);
    let known = meant.as_ref().and_then(|meant| state.meant.iter().find(|(_, about)| *about == meant));
    let right = known.map(|known| known.0.clone());
    let judges = chance.below(100) < JUDGES;
    let judgement = match (entry, &right) {
        _ if !judges => None,
        (Some(_), _) => Some(Judgement::Wrong),
        (None, Some(_)) => Some(Judgement::Needless),
        (None, None) => None,
    };
    let whole = state.shop.whole.entries.iter().find(|entry| Some(&entry.id) == meant.as_ref());
    Talk {
        conversation: format!("sample-{}-{number:016}", state.shop.language),
        reason,
        answer,
        agent,
        team: whole.and_then(|entry| entry.team.clone()),
        exception,
        judgement,
        right: judgement.and(right),
        score: [None, Some(5), Some(5), Some(4), Some(3)][chance.below(5)],
    }
}

fn word_of(why: Why) -> HandoffReason {
    match why {
        Why::LowConfidence => HandoffReason::LowConfidence,
        Why::Frustration => HandoffReason::Frustration,
        Why::Asked => HandoffReason::Asked,
        Why::RepeatedMiss => HandoffReason::RepeatedMiss,
        Why::Entry => HandoffReason::Entry,
        Why::Departments => HandoffReason::Departments,
        Why::Urgent => HandoffReason::Urgent,
        Why::Threat => HandoffReason::Threat,
    }
}
