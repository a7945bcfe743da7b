//! Topics over days: a topic keeps its id and its name as long as most of it stays together.

use std::collections::{BTreeMap, BTreeSet};

use super::Topic;

/// A topic as tomorrow must know it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known {
    /// Its id.
    pub id: String,
    /// Its name; an owner may have given it another one.
    pub name: String,
    /// Marks of its questions (a hash of the words of each), in order.
    pub marks: Vec<u64>,
}

impl Known {
    /// A topic of these questions, yet without id and name.
    pub(super) fn of<'a>(questions: impl Iterator<Item = &'a str>) -> Self {
        let mut marks: Vec<u64> = questions.map(mark).collect();
        marks.sort_unstable();
        Self { marks, ..Self::default() }
    }
}

/// The mark of a question: FNV-1a, 64 bits.
fn mark(question: &str) -> u64 {
    question.bytes().fold(0xcbf2_9ce4_8422_2325, |mark, byte| {
        (mark ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// Gives each topic the id and name of the one before that most of its questions were in, and new ones a new id.
///
/// A topic goes on where more than half of its questions that are still asked are in one topic now, and that topic does
/// not rather go on with another. Where one falls apart in halves, the larger part keeps the name.
pub(super) fn keep(topics: &mut [Topic], before: &[Known]) {
    let mut now: BTreeMap<u64, usize> = BTreeMap::new();
    for (number, topic) in topics.iter().enumerate() {
        now.extend(topic.known.marks.iter().map(|mark| (*mark, number)));
    }
    let mut claims: Vec<(usize, usize, usize)> = Vec::new();
    for (old, known) in before.iter().enumerate() {
        let mut shares: BTreeMap<usize, usize> = BTreeMap::new();
        known
            .marks
            .iter()
            .filter_map(|mark| now.get(mark))
            .for_each(|topic| *shares.entry(*topic).or_default() += 1);
        let still: usize = shares.values().sum();
        claims.extend(
            shares
                .into_iter()
                .filter(|(_, share)| share * 2 >= still)
                .map(|(topic, share)| (share, old, topic)),
        );
    }
    // The largest share first; of equals the earlier topic.
    claims.sort_by_key(|(share, old, topic)| (std::cmp::Reverse(*share), *old, *topic));
    let mut gone_on: BTreeSet<usize> = BTreeSet::new();
    for (_, old, topic) in claims {
        if topics[topic].id.is_empty() && gone_on.insert(old) {
            topics[topic].id.clone_from(&before[old].id);
            topics[topic].name.clone_from(&before[old].name);
        }
    }
    let mut ids: BTreeSet<String> = before.iter().map(|known| known.id.clone()).collect();
    for topic in topics {
        if topic.id.is_empty() {
            topic.id = new_id(topic, &mut ids);
        }
        topic.known.id.clone_from(&topic.id);
        topic.known.name.clone_from(&topic.name);
    }
}

/// An id that no topic has or had the day before, made from a topic's marks.
fn new_id(topic: &Topic, ids: &mut BTreeSet<String>) -> String {
    let mut seed = topic.known.marks.iter().fold(0, |seed: u64, mark| seed.rotate_left(7) ^ mark);
    loop {
        let id = format!("t{:010x}", seed & 0xff_ffff_ffff);
        if ids.insert(id.clone()) {
            return id;
        }
        seed = seed.wrapping_add(1);
    }
}
