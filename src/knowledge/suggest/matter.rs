//! Matters: questions that nothing answers, gathered by the topics of their words and by what agents answered.

use std::collections::{BTreeMap, BTreeSet};

use super::near::{Near, Questions, texts};
use super::question::{Ground, Question, Solved};
use crate::markdown;
use crate::topics::{self, Known};

/// Two answers say the same from this cosine on: chosen by looking at pairs of the simulated months, not measured.
pub(super) const SAME_ANSWER: f32 = 0.5;

/// A question whose cosine with another is at least this surely is about the same: of the wordings that came so near to one
/// that agents answered, in three simulated months of either language, 99 and 96 % belonged to its entry, and 10 and 50 % of
/// the others of its topic; at .45 it would be the same but for one.
pub(super) const SURE: f32 = 0.4;

/// That many different questions which agents answered alike have nothing in common where both their mean cosine with each
/// other and that with the answer are below these: in five simulated months of either language the answer that the shop cannot help had .03 to .08
/// and .03 to .06, and no other to so many questions was below both.
const MANY: usize = 4;
const SCATTERED: f32 = 0.1;
const FROM_ANSWER: f32 = 0.08;

/// Questions about one thing, which nothing answers yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Matter {
    /// Places of its questions, the most central first.
    pub questions: Vec<usize>,
    /// The topic's id and name, where it is one.
    pub topic: Option<(String, String)>,
    /// Places of what agents answered, the one that is nearest to the others first.
    pub solved: Vec<usize>,
    /// Place of the entry that says the same already.
    pub entry: Option<usize>,
}

/// All matters, and the topics for tomorrow.
pub(super) fn gather(ground: &Ground<'_>) -> (Vec<Matter>, Vec<Known>) {
    let mut is_solved = vec![false; ground.questions.len()];
    ground.solved.iter().for_each(|solved| is_solved[solved.question] = true);
    let is_open = |place: &usize| is_open(&ground.questions[*place], is_solved[*place]);
    let open: Vec<usize> = (0..ground.questions.len()).filter(is_open).collect();
    let found = topics::find(&texts(ground, &open), ground.material.packs, &ground.material.topics);
    let known = found.topics.iter().map(|topic| topic.known.clone()).collect();
    let topics: Vec<Topic> = found
        .topics
        .into_iter()
        .map(|topic| Topic {
            named: (topic.id, topic.name),
            questions: topic.questions.into_iter().map(|place| open[place]).collect(),
        })
        .collect();
    let clusters = clusters(ground, &open);
    (matters(ground, &topics, clusters, &Questions::of(ground, open)), known)
}

struct Topic {
    named: (String, String),
    questions: Vec<usize>,
}

/// Answers that say the same.
struct Cluster {
    solved: Vec<usize>,
    entry: Option<usize>,
}

/// Whether nothing answers a question rightly: it stayed open, or an agent had to answer, and the base still does not.
fn is_open(question: &Question, is_solved: bool) -> bool {
    let was_open = question.unanswered > 0 || question.down > 0 || is_solved;
    // Where people say what is right, it is a wording of that; where it is answered by now, nothing is left to do.
    let is_answered =
        !question.now.shown.is_empty() && (question.down == 0 || question.down * 2 <= question.times);
    was_open && question.right().is_none() && !is_answered
}

/// What agents answered to open questions, gathered by what it says.
fn clusters(ground: &Ground<'_>, open: &[usize]) -> Vec<Cluster> {
    let entries = &ground.material.base.entries;
    let answers: Vec<String> = entries.iter().map(|entry| markdown::plain(&entry.text.answer)).collect();
    let solved: Vec<usize> = (0..ground.solved.len())
        .filter(|at| open.binary_search(&ground.solved[*at].question).is_ok())
        .collect();
    let said: Vec<String> = solved.iter().map(|at| said(&ground.solved[*at])).collect();
    let texts: Vec<&str> = answers.iter().chain(&said).map(String::as_str).collect();
    let near = Near::new(&texts, ground.material.packs);
    let mut into: Vec<usize> = (0..said.len()).collect();
    let mut same: Vec<Option<(usize, f32)>> = vec![None; said.len()];
    let mut ties = vec![0.0_f32; said.len()];
    for row in 0..said.len() {
        for (other, cosine) in near.above(answers.len() + row, SAME_ANSWER) {
            match other.checked_sub(answers.len()) {
                None => same[row] = same[row].or(Some((other, cosine))),
                Some(other) => {
                    ties[row] += cosine;
                    join(&mut into, row, other);
                }
            }
        }
    }
    let mut gathered: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    (0..said.len()).for_each(|row| gathered.entry(root(&into, row)).or_default().push(row));
    let cluster = |mut rows: Vec<usize>| {
        // The answer that is nearest to the others is the one that says what all say.
        rows.sort_by(|a, b| {
            let has_none = |row: &usize| ground.solved[solved[*row]].answer.is_empty();
            has_none(a).cmp(&has_none(b)).then(ties[*b].total_cmp(&ties[*a])).then(a.cmp(b))
        });
        let mut votes: BTreeMap<usize, usize> = BTreeMap::new();
        rows.iter().filter_map(|row| same[*row]).for_each(|(entry, _)| *votes.entry(entry).or_default() += 1);
        let most = votes.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        let entry = most.filter(|(_, count)| count * 2 > rows.len()).map(|(entry, _)| entry);
        Cluster { solved: rows.into_iter().map(|row| solved[row]).collect(), entry }
    };
    gathered.into_values().map(cluster).collect()
}

/// What an agent answered, impersonal as far as anything is left of it then.
fn said(solved: &Solved) -> String {
    markdown::plain(if solved.answer.is_empty() { &solved.raw } else { &solved.answer })
}

fn root(into: &[usize], mut at: usize) -> usize {
    while into[at] != at {
        at = into[at];
    }
    at
}

fn join(into: &mut [usize], a: usize, b: usize) {
    let (a, b) = (root(into, a), root(into, b));
    into[a.max(b)] = a.min(b);
}

/// Places of the matters whose questions have nothing in common, with each other or with the answer, but that agents answered
/// them so: that the shop cannot help.
fn scattered(ground: &Ground<'_>, matters: &[Matter], open: &Questions) -> Vec<usize> {
    let is_far =
        |matter: &Matter| matter.questions.len() >= MANY && open.nearness(&matter.questions) < SCATTERED;
    let mut far: Vec<usize> = (0..matters.len()).filter(|at| is_far(&matters[*at])).collect();
    if far.is_empty() {
        return far;
    }
    let answer = |at: usize| matters[at].solved.first().map(|solved| said(&ground.solved[*solved]));
    let answers: Vec<String> = far.iter().map(|at| answer(*at).unwrap_or_default()).collect();
    let mut both = texts(ground, open.places());
    both.extend(answers.iter().map(String::as_str));
    let near = Near::new(&both, ground.material.packs);
    let mut answers = open.places().len()..;
    far.retain(|at| {
        let (answer, questions) = (answers.next().unwrap_or_default(), &matters[*at].questions);
        let rows = questions.iter().filter_map(|place| open.row(*place));
        let sum: f32 = rows.map(|row| near.cosine(row, answer)).sum();
        sum < FROM_ANSWER * questions.len() as f32
    });
    far
}

/// A matter for each cluster, with the questions that are surely about the same though no agent answered them; and one for
/// each topic that is left.
fn matters(ground: &Ground<'_>, topics: &[Topic], clusters: Vec<Cluster>, open: &Questions) -> Vec<Matter> {
    let mut cluster_of: BTreeMap<usize, usize> = BTreeMap::new();
    for (number, cluster) in clusters.iter().enumerate() {
        for solved in &cluster.solved {
            cluster_of.entry(ground.solved[*solved].question).or_insert(number);
        }
    }
    let mut out: Vec<Matter> = clusters
        .into_iter()
        .map(|cluster| Matter { solved: cluster.solved, entry: cluster.entry, ..Matter::default() })
        .collect();
    for (place, cluster) in &cluster_of {
        out[*cluster].questions.push(*place);
    }
    let scattered = scattered(ground, &out, open);
    let mut taken: BTreeSet<usize> = cluster_of.keys().copied().collect();
    for place in open.places().iter().filter(|place| !cluster_of.contains_key(place)) {
        if let Some(answered) = open.nearest(*place, SURE, |other| cluster_of.contains_key(other)) {
            out[cluster_of[&answered]].questions.push(*place);
            taken.insert(*place);
        }
    }
    for topic in topics {
        let mut shares: BTreeMap<usize, usize> = BTreeMap::new();
        let answered = topic.questions.iter().filter_map(|place| cluster_of.get(place));
        answered.for_each(|one| *shares.entry(*one).or_default() += 1);
        let all: usize = shares.values().sum();
        let most = shares.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
        // Of several topics the largest is the one that a matter is of.
        if let Some((cluster, _)) = most.filter(|most| most.1 * 2 > all)
            && out[cluster].topic.is_none()
        {
            out[cluster].topic = Some(topic.named.clone());
        }
        let left: Vec<usize> =
            topic.questions.iter().copied().filter(|place| !taken.contains(place)).collect();
        if left.len() >= topics::LEAST {
            out.push(Matter { questions: left, topic: Some(topic.named.clone()), ..Matter::default() });
        }
    }
    // As central as in its topic; of no topic those that were asked most come first.
    let centre: BTreeMap<usize, usize> = topics
        .iter()
        .flat_map(|topic| topic.questions.iter().copied().enumerate().map(|(at, place)| (place, at)))
        .collect();
    for matter in &mut out {
        matter.questions.sort_by_key(|place| {
            let times = ground.questions[*place].times;
            (centre.get(place).copied().unwrap_or(usize::MAX), std::cmp::Reverse(times), *place)
        });
    }
    scattered.into_iter().for_each(|at| out[at].questions.clear());
    out.retain(|matter| !matter.questions.is_empty());
    out
}
