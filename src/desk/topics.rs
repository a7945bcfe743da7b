//! What unanswered and badly answered questions are about: worked out when somebody asks, and kept until others have come.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use knowledge::topics::{Known, Topic, find};
use protocol::{InsightQuestion, InsightTopic, InsightTopics, QuestionEnd, Suggestion, SuggestionKind};

use crate::Desk;
use crate::calendar::Window;
use crate::packs::packs;
use crate::sites::Site;
use crate::store::{AskedFor, DAY_IDS, Sample, Stamp, StoreError};

/// Questions that are grouped: 10,000 of them take 1.4 s of a core. Where there are more, every second, third, …
const MOST: usize = 10_000;
/// Examples of a topic.
const EXAMPLES: usize = 8;
/// While a shop is busy a question comes every few seconds; topics are not worked out anew sooner than after so long,
/// milliseconds: two minutes.
const FRESH_MS: i64 = 120_000;
/// Answers that are kept, of all sites together; each holds some hundred topics at most.
const KEPT: usize = 64;
/// From so many days on topics hold enough of their questions to be known by.
const DAYS_TO_KNOW: u32 = 30;
/// Least mean cosine of a topic of whose questions so small a share holds its name.
const NEAR: f64 = 0.2;
const NAMED: f64 = 0.25;
/// What is grouped: questions that were not or badly answered.
pub(crate) const ENDS: [QuestionEnd; 4] =
    [QuestionEnd::Unanswered, QuestionEnd::RatedDown, QuestionEnd::Clarified, QuestionEnd::LowConfidence];

/// Which topics: the site, the days of a window, and the language by its first part.
type Key = (String, u32, Option<String>);

/// The desk's topics as they were worked out last.
#[derive(Debug, Default)]
pub(crate) struct Topics {
    kept: Mutex<BTreeMap<Key, Kept>>,
    /// Held by whoever works out a site's, so that nobody does it twice.
    working: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<()>>>>,
}

#[derive(Clone, Debug)]
struct Kept {
    topics: Arc<InsightTopics>,
    stamp: Stamp,
    /// The window's last day.
    until: i64,
    /// When they were worked out, Unix milliseconds.
    at: i64,
}

impl Topics {
    fn kept(&self, key: &Key) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: Key, kept: Kept) {
        let mut all = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(key, kept);
        while all.len() > KEPT {
            let oldest = all.iter().min_by_key(|(_, kept)| kept.at).map(|(key, _)| key.clone());
            oldest.map(|key| all.remove(&key));
        }
    }

    fn working(&self, site: &str) -> Arc<tokio::sync::Mutex<()>> {
        let mut working = self.working.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(working.entry(site.to_owned()).or_default())
    }
}

impl Desk {
    /// As [`Desk::topics_of`], each with the suggestion that would answer it.
    pub(crate) async fn topics_with_suggestions(
        &self,
        site: &Site,
        days: u32,
        language: Option<&str>,
    ) -> Result<InsightTopics, StoreError> {
        let topics = self.topics_of(site, days, language).await?;
        let proposed = self.store.suggestions(site.id(), self.now()).await?;
        Ok(InsightTopics { topics: linked(topics.topics.clone(), &proposed.suggestions), ..*topics })
    }

    /// The topics of a site's window, in a language or in all.
    pub(crate) async fn topics_of(
        &self,
        site: &Site,
        days: u32,
        language: Option<&str>,
    ) -> Result<Arc<InsightTopics>, StoreError> {
        let key: Key = (site.id().to_owned(), days, language.map(str::to_owned));
        let working = self.topics.working(site.id());
        let _one_at_a_time = working.lock().await;
        let now = self.now();
        let window = site.calendar().window(days, now);
        let meant = AskedFor {
            site: site.id(),
            from: window.before,
            until: window.until,
            language,
            ends: &ENDS,
            before: None,
        };
        let stamp = self.store.stamp(&meant).await?;
        let kept = self.topics.kept(&key).filter(|kept| kept.until == window.until);
        if let Some(kept) = kept.filter(|kept| kept.stamp == stamp || now - kept.at < FRESH_MS) {
            return Ok(kept.topics);
        }
        let (topics, known) = self.work_out(&meant, &window).await?;
        let is_wide = days >= DAYS_TO_KNOW && language.is_none();
        if let Err(error) = self.store.keep_topics(site.id(), &known, window.until, is_wide).await {
            // What was worked out can be read even where nothing can be written.
            tracing::warn!(cause = %error, "topics could not be kept");
        }
        let topics = Arc::new(topics);
        self.topics.keep(key, Kept { topics: Arc::clone(&topics), stamp, until: window.until, at: now });
        Ok(topics)
    }

    async fn work_out(
        &self,
        meant: &AskedFor<'_>,
        window: &Window,
    ) -> Result<(InsightTopics, Vec<Known>), StoreError> {
        let sample = self.store.sample(meant, MOST).await?;
        let before = self.store.known_topics(meant.site).await?;
        let window = *window;
        let worked_out = tokio::task::spawn_blocking(move || group(&sample, &before, &window)).await;
        worked_out.map_err(|error| StoreError::File(std::io::Error::other(error)))
    }
}

/// Groups the questions of a window and the one before together, so that a topic is the same in both; what isn't asked in the
/// window any longer is left out.
fn group(sample: &Sample, before: &[Known], window: &Window) -> (InsightTopics, Vec<Known>) {
    let texts: Vec<&str> = sample.questions.iter().map(|question| question.text.as_str()).collect();
    let mut found = find(&texts, packs(), before);
    let count = |places: &[usize]| {
        let asked = places.iter().filter_map(|place| sample.questions.get(*place));
        asked.filter(|question| day_of(question) >= window.from).count() as u64 * sample.each
    };
    let mut topics: Vec<(InsightTopic, Known)> = Vec::new();
    for topic in found.topics {
        if is_scattered(&topic, &texts) {
            found.loners.extend(topic.questions);
            continue;
        }
        let asked: Vec<&InsightQuestion> =
            topic.questions.iter().filter_map(|place| sample.questions.get(*place)).collect();
        let examples = examples(&topic, sample, window);
        let described = described(topic.id, topic.name, &asked, (sample.each, window));
        let described = InsightTopic { examples, ..described };
        if described.count > 0 {
            topics.push((described, topic.known));
        }
    }
    // The sort leaves equals as they are.
    topics.sort_by_key(|(topic, _)| std::cmp::Reverse(topic.count));
    let all: Vec<usize> = (0..sample.questions.len()).collect();
    let (loners, questions) = (count(&found.loners), count(&all));
    let (topics, known) = topics.into_iter().unzip();
    (InsightTopics { topics, loners, questions }, known)
}

/// Whether questions are one topic by forms of words alone, such as "do you …": they are not near each other, and few hold the
/// words that most of them share. Of 137 topics of the demo shop's questions in six thirds, 15 are such; in 13 of these no
/// entry has half of the questions.
fn is_scattered(topic: &Topic, texts: &[&str]) -> bool {
    let name = topic.name.to_lowercase();
    let named = topic.questions.iter().filter(|place| texts[**place].to_lowercase().contains(&name)).count();
    topic.nearness < NEAR && named as f64 <= NAMED * topic.questions.len() as f64
}

/// Examples of a topic that were asked in the window: what was asked most often comes first, of equals the most central.
fn examples(topic: &Topic, sample: &Sample, window: &Window) -> Vec<String> {
    let lately = |place: &&usize| day_of(&sample.questions[**place]) >= window.from;
    let asked = topic.examples.iter().filter_map(|places| {
        let mut places = places.iter().filter(lately);
        places.next().map(|first| (*first, places.count()))
    });
    let mut asked: Vec<(usize, usize)> = asked.collect();
    asked.sort_by_key(|(_, others)| std::cmp::Reverse(*others));
    let texts = asked.into_iter().take(EXAMPLES).map(|(first, _)| sample.questions[first].text.as_str());
    texts.map(|text| engine::asked(text, packs()).to_owned()).collect()
}

/// A topic of these questions, each of which stands for `each`, without examples.
fn described(
    id: String,
    name: String,
    asked: &[&InsightQuestion],
    (each, window): (u64, &Window),
) -> InsightTopic {
    let days = window.until - window.from + 1;
    let part = days_of_part(days);
    let mut trend = vec![0; usize::try_from(days / part).unwrap_or_default()];
    let (mut count, mut before) = (0, 0);
    for question in asked {
        let day = day_of(question);
        if day < window.from {
            before += each;
            continue;
        }
        count += each;
        let place = usize::try_from((day - window.from) / part).unwrap_or_default();
        if let Some(count) = trend.get_mut(place) {
            *count += each;
        }
    }
    InsightTopic { id, name, count, before, trend, ..InsightTopic::default() }
}

/// Gives each topic the suggestion that rests on most of its examples; what is proposed was grouped on another day, so that
/// its topics may have other ids.
fn linked(mut topics: Vec<InsightTopic>, proposed: &[Suggestion]) -> Vec<InsightTopic> {
    let answers = |one: &&Suggestion| matches!(one.kind, SuggestionKind::NewEntry | SuggestionKind::Wordings);
    let texts = |one: &Suggestion| -> Vec<String> {
        one.evidence.iter().map(|evidence| engine::asked(&evidence.text, packs()).to_owned()).collect()
    };
    let answering: Vec<(Vec<String>, &Suggestion)> =
        proposed.iter().filter(answers).map(|one| (texts(one), one)).collect();
    for topic in &mut topics {
        let shared = |texts: &[String]| texts.iter().filter(|text| topic.examples.contains(text)).count();
        let best =
            answering.iter().map(|(texts, one)| (shared(texts), one)).filter(|(shared, _)| *shared > 0);
        // The first of equals has the most to gain.
        let best = best.rev().max_by_key(|(shared, _)| *shared);
        topic.suggestion = best.map(|(_, one)| one.id.clone());
    }
    topics
}

/// Days of a part of the trend: a day of 7, 3 days of 30, 9 of 90.
fn days_of_part(days: i64) -> i64 {
    if days <= 7 { 1 } else { (days / 10).max(1) }
}

fn day_of(question: &InsightQuestion) -> i64 {
    question.id.div_euclid(DAY_IDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(day: i64, number: i64, text: &str) -> InsightQuestion {
        InsightQuestion {
            id: day * DAY_IDS + number,
            site: "default".to_owned(),
            date: String::new(),
            text: text.to_owned(),
            language: "en".to_owned(),
            end: QuestionEnd::Unanswered,
            entry: None,
            confidence: None,
        }
    }

    fn window(days: i64) -> Window {
        Window {
            before: 1_000 - 2 * days,
            from: 1_000 - days,
            until: 999,
            before_ms: 0,
            from_ms: 0,
            now_ms: 0,
        }
    }

    #[test]
    fn a_topic_has_the_suggestion_that_rests_on_its_questions() {
        let topic = |id: &str, examples: &[&str]| InsightTopic {
            id: id.to_owned(),
            examples: examples.iter().map(|text| (*text).to_owned()).collect(),
            ..InsightTopic::default()
        };
        let proposal = |id: &str, kind, texts: &[&str]| Suggestion {
            id: id.to_owned(),
            kind,
            evidence: texts
                .iter()
                .map(|text| protocol::Evidence { text: (*text).to_owned(), ..protocol::Evidence::default() })
                .collect(),
            ..Suggestion::default()
        };
        let proposed = [
            proposal("s1", SuggestionKind::NewEntry, &["b", "c"]),
            proposal("s2", SuggestionKind::Wordings, &["a", "b", "c"]),
            proposal("s3", SuggestionKind::Mend, &["d"]),
            proposal("s4", SuggestionKind::NewEntry, &["e"]),
            proposal("s5", SuggestionKind::NewEntry, &["e"]),
        ];
        let topics = vec![topic("t1", &["a", "b", "c"]), topic("t2", &["d"]), topic("t3", &["e", "f"])];
        let found: Vec<Option<String>> =
            linked(topics, &proposed).into_iter().map(|topic| topic.suggestion).collect();
        assert_eq!(found, [Some("s2".to_owned()), None, Some("s4".to_owned())]);
    }

    #[test]
    fn counts_are_told_apart_by_the_day() {
        let asked = [(999, "a"), (993, "b"), (993, "a"), (992, "c"), (999, "c")]
            .map(|(day, text)| question(day, 1, text));
        let asked: Vec<&InsightQuestion> = asked.iter().collect();
        let topic = described("t".to_owned(), "n".to_owned(), &asked, (1, &window(7)));
        assert_eq!((topic.count, topic.before, topic.trend), (4, 1, vec![2, 0, 0, 0, 0, 0, 2]));
        let topic = described("t".to_owned(), "n".to_owned(), &asked, (3, &window(30)));
        assert_eq!((topic.count, topic.trend.len(), topic.trend[9], topic.trend[7]), (15, 10, 6, 9));
        assert_eq!(described(String::new(), String::new(), &[], (1, &window(90))).trend.len(), 10);
    }

    #[test]
    fn questions_that_are_near_or_share_the_name_are_no_chance() {
        let texts = ["do you have feelings", "do you have a shop", "do you sell tyres", "do you sell cars"];
        let check = |nearness: f64, name: &str, expected: bool| {
            let (questions, name) = ((0..texts.len()).collect(), name.to_owned());
            let topic = Topic {
                id: String::new(),
                name,
                questions,
                examples: vec![],
                nearness,
                known: Known::default(),
            };
            assert_eq!(is_scattered(&topic, &texts), expected, "{nearness} {}", topic.name);
        };
        check(0.1, "Feelings", true);
        check(0.3, "Feelings", false);
        check(0.1, "sell", false);
    }

    #[test]
    fn what_is_asked_most_is_the_first_example() {
        let asked =
            ["lost my card", "is the card blue", "a card for my aunt", "is the card blue", "card of old"];
        let days = [999, 999, 999, 998, 900];
        let questions = asked.iter().zip(days).zip(0..).map(|((text, day), at)| question(day, at, text));
        let sample = Sample { questions: questions.collect(), each: 1 };
        let topic = Topic {
            id: String::new(),
            name: "card".to_owned(),
            questions: (0..asked.len()).collect(),
            examples: vec![vec![0], vec![4], vec![1, 3], vec![2]],
            nearness: 0.3,
            known: Known::default(),
        };
        let expected = ["is the card blue", "lost my card", "a card for my aunt"];
        assert_eq!(examples(&topic, &sample, &window(7)), expected);
    }

    #[test]
    fn what_is_asked_no_longer_is_no_topic() {
        let lockers =
            ["do you ship to a parcel locker", "can you ship to a parcel locker", "ship to a parcel locker"];
        let bulbs = ["which bulb fits the lamp", "what bulb fits the lamp", "bulb that fits the lamp"];
        let now = lockers.iter().enumerate().map(|(at, text)| question(999, at as i64, text));
        let gone = bulbs.iter().enumerate().map(|(at, text)| question(990, at as i64, text));
        let sample = Sample { questions: now.chain(gone).collect(), each: 2 };
        let (found, known) = group(&sample, &[], &window(7));
        let topics: Vec<u64> = found.topics.iter().map(|topic| topic.count).collect();
        assert_eq!((topics, found.questions, found.loners), (vec![6], 6, 0), "{:?}", found.topics);
        // All three say the same.
        assert_eq!(found.topics[0].examples, ["do you ship to a parcel locker"]);
        assert_eq!((known.len(), known[0].marks.len(), &known[0].id), (1, 3, &found.topics[0].id));
    }
}
