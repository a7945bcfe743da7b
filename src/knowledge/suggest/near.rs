//! Texts compared by the engine's own vectors.

use std::collections::BTreeMap;

use engine::Pack;

use super::question::Ground;

/// Questions whose cosine is at least this are worded alike, so that one of them says enough; and where who asks is upset.
const ALIKE: f32 = 0.9;
const ALIKE_UPSET: f32 = 0.5;

/// Texts as rows of weighed features of length 1.
pub(super) struct Near {
    rows: Vec<Vec<(u32, f32)>>,
    /// By feature: row and weight, in the order of rows.
    holders: Vec<Vec<(u32, f32)>>,
}

impl Near {
    pub fn new(texts: &[&str], packs: &[Pack]) -> Self {
        let mut rows = engine::vectors(texts, packs);
        rows.iter_mut().for_each(|row| row.sort_unstable_by_key(|cell| cell.0));
        let features = rows.iter().flatten().map(|cell| cell.0 as usize + 1).max().unwrap_or(0);
        let mut holders: Vec<Vec<(u32, f32)>> = vec![Vec::new(); features];
        for (number, row) in rows.iter().enumerate() {
            row.iter()
                .for_each(|(feature, weight)| holders[*feature as usize].push((number as u32, *weight)));
        }
        Self { rows, holders }
    }

    /// The cosine of two rows.
    pub fn cosine(&self, a: usize, b: usize) -> f32 {
        let (mut a, mut b) = (self.rows[a].iter().peekable(), self.rows[b].iter().peekable());
        let mut sum = 0.0;
        while let (Some(one), Some(other)) = (a.peek(), b.peek()) {
            match one.0.cmp(&other.0) {
                std::cmp::Ordering::Less => drop(a.next()),
                std::cmp::Ordering::Greater => drop(b.next()),
                std::cmp::Ordering::Equal => {
                    sum += one.1 * other.1;
                    a.next();
                    b.next();
                }
            }
        }
        sum
    }

    fn nearness(&self, rows: &[usize]) -> f32 {
        let count = rows.len() as f32;
        if count < 2.0 {
            return 1.0;
        }
        let mut sums: BTreeMap<u32, f32> = BTreeMap::new();
        for (feature, weight) in rows.iter().flat_map(|row| &self.rows[*row]) {
            *sums.entry(*feature).or_default() += weight;
        }
        let all: f32 = sums.values().map(|sum| sum * sum).sum();
        let own: f32 = rows.iter().flat_map(|row| &self.rows[*row]).map(|cell| cell.1 * cell.1).sum();
        (all - own) / (count * (count - 1.0))
    }

    /// Rows whose cosine with a row is at least so large, without itself; the nearest first, of equals the earlier.
    pub fn above(&self, row: usize, least: f32) -> Vec<(usize, f32)> {
        let mut sums = vec![0.0_f32; self.rows.len()];
        for (feature, weight) in &self.rows[row] {
            for (other, theirs) in &self.holders[*feature as usize] {
                sums[*other as usize] += weight * theirs;
            }
        }
        let near = sums.into_iter().enumerate().filter(|(other, cosine)| *other != row && *cosine >= least);
        let mut near: Vec<(usize, f32)> = near.collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near
    }
}

/// Questions of the ground by their places, compared with each other.
pub(super) struct Questions {
    /// In order; each is a row.
    places: Vec<usize>,
    near: Near,
}

impl Questions {
    pub fn of(ground: &Ground<'_>, mut places: Vec<usize>) -> Self {
        places.sort_unstable();
        let near = Near::new(&texts(ground, &places), ground.material.packs);
        Self { places, near }
    }

    /// In order.
    pub fn places(&self) -> &[usize] {
        &self.places
    }

    pub fn row(&self, place: usize) -> Option<usize> {
        self.places.binary_search(&place).ok()
    }

    /// None where one of the two is not among them.
    pub fn cosine(&self, one: usize, other: usize) -> Option<f32> {
        Some(self.near.cosine(self.row(one)?, self.row(other)?))
    }

    /// The nearest of those that may be, whose cosine with a question is at least so large.
    pub fn nearest(&self, place: usize, least: f32, may: impl Fn(&usize) -> bool) -> Option<usize> {
        let near = self.near.above(self.row(place)?, least);
        near.into_iter().map(|(other, _)| self.places[other]).find(may)
    }

    /// The mean cosine of some of them with each other; 1 for fewer than two.
    pub fn nearness(&self, places: &[usize]) -> f32 {
        self.near.nearness(&places.iter().filter_map(|place| self.row(*place)).collect::<Vec<_>>())
    }
}

/// The texts of questions.
pub(super) fn texts<'g>(ground: &'g Ground<'_>, places: &[usize]) -> Vec<&'g str> {
    places.iter().map(|place| ground.questions[*place].text.as_str()).collect()
}

/// Of questions in order, by their places, those that are worded otherwise than all before; of who is upset only what nobody
/// asks calmly.
pub(super) fn distinct(ground: &Ground<'_>, places: &[usize]) -> Vec<usize> {
    let question = |row: usize| &ground.questions[places[row]];
    let near = Near::new(&texts(ground, places), ground.material.packs);
    let mut kept: Vec<usize> = Vec::new();
    for row in 0..places.len() {
        let alike = if question(row).now.is_upset { ALIKE_UPSET } else { ALIKE };
        if kept.iter().all(|other| near.cosine(*other, row) < alike) {
            kept.push(row);
        }
    }
    kept.into_iter().map(|row| places[row]).collect()
}
