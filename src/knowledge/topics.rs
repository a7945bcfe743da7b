//! Topics: questions that nobody answered, grouped by what they are about, named by their own words, stable from day to day.
//
// Each question has its nearest neighbours by the engine's own vectors; two neighbours are tied by how many neighbours they
// share; communities of that graph (Louvain's method) are the first groups, so that nobody says how many there are. They tell
// which words are of a subject and which of all ("today", "can you tell me"). With those weighed less, and with a share of the
// words of its nearest neighbours in each question, the same is done again: groups that are as near to each other as within
// themselves become one; each question then goes to the group that it is nearest to, or to none.
//
// Measured with `cargo xtask bench topics` (adjusted Rand index, each loner a group of its own): 15 to 30 intents of
// CLINC150 at a time .78, in draws from the half of the intents that this was tuned on .79 and from the other .77, in 25
// topics for 22; all 150 at once .55, in 138 topics. MASSIVE zh likewise .44, .53 and .38 (the other half has the intents that
// hold anything, such as "general_quirky"); all 59 at once .33, in 63. BANKING77, on which nothing was tuned, .53, .57 and
// .50; all at once .32, in 52. Ten thousand questions take 1.2 to 1.6 s of a core.
//
// Of a shop's own questions, some ten different ones for each missing entry among a hundred about nothing, it makes .11 to .14
// in English and .36 to .40 in Chinese, and .19 to .41 of those about nothing stand in some topic; the least cosine that
// `group.rs` asks of a question is there to keep them out.
//
// What holds MASSIVE back is the vectors, not the grouping. Without alike words (`engine/packs/zh-alike.txt`) its draws make
// .40 and all at once .31; with the words that only ask .44 and .32, and of a shop's Chinese questions about nothing half
// more stand in some topic. English words that only ask, left out likewise, took .03 from CLINC150. Average-link clustering
// of these vectors, cut where the labels say is best, which nobody knows beforehand, comes to .31 for all intents at once,
// and of the sentence vectors that the classes were made from, a model's a thousand times as large as a page may load, to
// .39. The classes of 12,000 words or in sizes half or twice as large made .01 less; heavier ones, and none of the sounds,
// made more of MASSIVE (.01) and less of the shops' months.
//
// Tried on the tuned halves: average-link clustering so cut (CLINC150 .76, MASSIVE .55); the same over 64 singular vectors
// (.81, .40); this graph with cosines as ties (.80, .42 at best, and the number of topics half or twice as large when the
// language changes); 12 and 16 neighbours (.79 and .76, .51 and .49); without the floor under rarities (.79, .47). And with
// all intents: naive Bayes, ridge regression and complement Bayes trained on the groups to move each question (nothing
// gained); a mixture of Dirichlet multinomials by Gibbs sampling (.36, .25); the consensus of six runs of Louvain's method
// (+.01 for six times the time); two rounds of weighing in place of one (nothing gained). Of a shop's
// questions: neither weighing nor neighbours' words below 150 questions, in full from 350 on, and a floor of .2 there (purer
// by .12 and a third of the strays, but two points less deflected in the simulated month).

mod community;
mod group;
mod keep;
mod name;
mod neighbour;
pub(crate) mod phrase;
mod smooth;
mod weigh;

use std::collections::BTreeMap;

use engine::Pack;

use community::communities;
use group::Groups;
pub use keep::Known;
use neighbour::{CELLS, Row, Sparse, shared};

/// Least different questions of a topic.
pub(crate) const LEAST: usize = 3;

/// Most examples of a topic.
const EXAMPLES: usize = 24;

/// Two questions of this cosine say the same.
const SAME: f32 = 0.7;

/// Groups of fewer questions are not merged with others. Of a handful of questions two may be a group of their own at first.
const PAIR: usize = 2;

/// Questions of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct Topic {
    /// Stays with the topic over days.
    pub id: String,
    /// A phrase that stands in its questions.
    pub name: String,
    /// Places of its questions as they were given, the most central first; those of equal words side by side.
    pub questions: Vec<usize>,
    /// The places of each that says something else than those before it: slips and further words are passed over.
    pub examples: Vec<Vec<usize>>,
    /// How near its questions are to each other in the mean, a cosine.
    pub nearness: f64,
    /// What tomorrow needs to know it again.
    pub known: Known,
}

/// Questions in topics.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topics {
    /// The largest first; of equals the one whose most central question comes first in the alphabet.
    pub topics: Vec<Topic>,
    /// Places of questions that belong to no topic, in order.
    pub loners: Vec<usize>,
}

/// Groups `questions` (as typed, in any order, equal ones as often as they were asked) into topics. `before` are
/// the topics of the day before, whose ids and names go on with what most of their questions are in now.
///
/// The result doesn't depend on the order of the questions, but for the places that it names. Empty questions are loners.
pub fn find(questions: &[&str], packs: &[Pack], before: &[Known]) -> Topics {
    let (texts, places, vectors) = told_apart(questions, packs);
    let typed = Sparse::new(vectors, CELLS);
    let first = communities(&shared(&neighbour::nearest(&typed)));
    let rows = weigh::weighed(&typed, &first);
    let near = neighbour::nearest(&rows);
    let rows = smooth::smoothed(&rows, &near);
    let mut groups = Groups::new(&rows, communities(&shared(&neighbour::nearest_again(&rows, &near))));
    groups.merge(PAIR);
    groups.settle();
    let (members, loners) = groups.finish(LEAST);
    let names = name::names(&texts, &members.iter().map(|one| one.texts.as_slice()).collect::<Vec<_>>());
    let asked =
        |texts: &[usize]| texts.iter().flat_map(|text| places[*text].iter().copied()).collect::<Vec<_>>();
    let drafts = members.iter().zip(names).map(|(group, name)| Topic {
        id: String::new(),
        name,
        questions: asked(&group.texts),
        examples: unlike(&typed, &group.texts).into_iter().map(|text| places[text].clone()).collect(),
        nearness: f64::from(group.nearness),
        known: Known::of(group.texts.iter().map(|text| texts[*text])),
    });
    let mut drafts: Vec<Topic> = drafts.collect();
    keep::keep(&mut drafts, before);
    // Groups come in the alphabet's order of their centres, and the sort leaves equals as they are.
    drafts.sort_by_key(|topic| std::cmp::Reverse(topic.questions.len()));
    let mut loners = asked(&loners);
    loners.sort_unstable();
    Topics { topics: drafts, loners }
}

/// Of rows, the most central first, those that say something else than each before them, as many as anybody reads.
fn unlike(rows: &Sparse, texts: &[usize]) -> Vec<usize> {
    let mut out: Vec<usize> = Vec::new();
    for text in texts {
        if out.iter().all(|other| rows.cosine(*other, *text) < SAME) {
            out.push(*text);
        }
        if out.len() == EXAMPLES {
            break;
        }
    }
    out
}

/// Questions that the vectors tell apart, in the alphabet's order, each with the places where it was asked and its vector:
/// one with a greeting, or in anger, or with other marks, is the same.
fn told_apart<'a>(questions: &[&'a str], packs: &[Pack]) -> (Vec<&'a str>, Vec<Vec<usize>>, Vec<Row>) {
    let mut typed: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (place, question) in questions.iter().enumerate() {
        typed.entry(engine::asked(question, packs)).or_default().push(place);
    }
    let all: Vec<&str> = typed.keys().copied().collect();
    let mut known: BTreeMap<Vec<(u32, u32)>, usize> = BTreeMap::new();
    let (mut texts, mut places, mut vectors) = (Vec::new(), Vec::<Vec<usize>>::new(), Vec::new());
    for ((text, at), vector) in typed.into_iter().zip(engine::vectors(&all, packs)) {
        let bits = vector.iter().map(|(feature, weight)| (*feature, weight.to_bits())).collect();
        let is_new = vector.is_empty() || !known.contains_key(&bits);
        if is_new {
            known.insert(bits, texts.len());
            texts.push(text);
            places.push(at);
            vectors.push(vector);
        } else {
            places[known[&bits]].extend(at);
        }
    }
    (texts, places, vectors)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Four subjects and two questions of none.
    const ASKED: [&str; 26] = [
        "how do I pick up my parcel in the shop",
        "can I pick up the parcel at the shop myself",
        "pick up my order in a shop near me",
        "is it possible to pick up in the shop",
        "Can you engrave a name on the ring?",
        "do you engrave rings with a name",
        "engrave our names on two rings please",
        "how much is it to engrave a ring",
        "do you sell Gift Cards",
        "can I buy a Gift Card here",
        "how long is my Gift Card valid",
        "lost my Gift Card",
        "有没有学生优惠",
        "学生优惠怎么申请",
        "我是学生，可以享受学生优惠吗",
        "学生优惠和会员价能一起用吗",
        "大学生有学生优惠吗",
        "你们可以上门安装吗",
        "上门安装要多少钱",
        "预约上门安装",
        "上门安装的师傅几点到",
        "周末能上门安装吗",
        "do you sell gift cards",
        "lost my Gift Card",
        "what is the meaning of life",
        "今天天气真好",
    ];

    fn packs() -> Vec<Pack> {
        let files: [&[u8]; 2] =
            [include_bytes!("../engine/packs/en.txt"), include_bytes!("../engine/packs/zh.txt")];
        files.iter().map(|bytes| Pack::read(bytes).expect("the shipped packs are well formed")).collect()
    }

    fn check(asked: &[&str], before: &[Known], expected: &[(&str, usize)]) -> Topics {
        let found = find(asked, &packs(), before);
        let named: Vec<(&str, usize)> =
            found.topics.iter().map(|topic| (topic.name.as_str(), topic.questions.len())).collect();
        assert_eq!(named, expected, "loners {:?}", found.loners);
        let mut all: Vec<usize> = found.topics.iter().flat_map(|topic| topic.questions.clone()).collect();
        all.extend(&found.loners);
        all.sort_unstable();
        assert_eq!(all, (0..asked.len()).collect::<Vec<_>>(), "each question is in one place");
        found
    }

    fn known(found: &Topics) -> Vec<Known> {
        found.topics.iter().map(|topic| topic.known.clone()).collect()
    }

    const NAMES: [(&str, usize); 5] =
        [("Gift Card", 6), ("学生优惠", 5), ("上门安装", 5), ("engrave", 4), ("pick up", 4)];

    #[test]
    fn questions_of_one_subject_are_a_topic_named_by_their_words() {
        let found = check(&ASKED, &[], &NAMES);
        assert_eq!(found.loners, [24, 25]);
        for topic in &found.topics {
            let first = ASKED[topic.questions[0]].to_lowercase();
            assert!(first.contains(&topic.name.to_lowercase()), "{} does not stand in {first}", topic.name);
            assert!(topic.nearness > 0.0 && topic.nearness <= 1.0, "{}", topic.nearness);
        }
    }

    #[test]
    fn the_order_of_the_questions_changes_nothing() {
        let mut asked = ASKED;
        let first = known(&check(&asked, &[], &NAMES));
        for turn in [1, 5, 13] {
            asked.rotate_left(turn);
            asked.swap(0, turn);
            assert_eq!(known(&check(&asked, &[], &NAMES)), first);
        }
    }

    #[test]
    fn a_topic_keeps_its_id_and_name_while_most_of_it_stays() {
        let mut before = known(&check(&ASKED, &[], &NAMES));
        before[1].name = "Students".to_owned();
        // One question of each topic has gone, others came; what is asked of gift cards is now asked of vouchers.
        let mut asked: Vec<&str> =
            ASKED[1..].iter().copied().filter(|text| !text.to_lowercase().contains("gift")).collect();
        asked.extend([
            "学生优惠有吗",
            "voucher code",
            "enter a voucher code",
            "where is my voucher code",
            "my voucher code",
        ]);
        let after = find(&asked, &packs(), &before);
        let ids =
            |known: &[Known], name: &str| known.iter().find(|one| one.name == name).map(|one| one.id.clone());
        for name in ["Students", "上门安装", "engrave", "pick up"] {
            let id = ids(&before, name);
            assert!(id.is_some() && ids(&known(&after), name) == id, "{name}: {after:?}");
        }
        let fresh = ids(&known(&after), "voucher code");
        assert!(fresh.is_some() && before.iter().all(|one| Some(&one.id) != fresh.as_ref()), "{after:?}");
        assert_eq!(ids(&known(&after), "Gift Card"), None);
    }

    #[test]
    fn few_or_empty_questions_are_loners() {
        for asked in
            [&[][..], &[""], &["", " ", "?!", "😀"], &["refund"], &["refund", "refund", "refund", "refund"]]
        {
            assert_eq!(find(asked, &packs(), &[]).loners.len(), asked.len(), "{asked:?}");
            assert_eq!(find(asked, &[], &[]).topics, []);
        }
    }
}
