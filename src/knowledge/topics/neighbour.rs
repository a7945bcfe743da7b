//! The nearest neighbours of each question, and how many of them two questions share.

/// Nearest neighbours of a question. More make fewer and larger topics.
const NEIGHBOURS: usize = 8;

/// Neighbours among whom, with theirs, the nearest are looked for again once questions have taken on others' words.
const WIDE: usize = 16;

/// Of few questions each has fewer: one more for every so many questions, from [`FEWEST`] on.
const QUESTIONS: usize = 20;
const FEWEST: usize = 2;

/// Candidates whose cosine is worked out in full, for each neighbour that is kept.
const CANDIDATES: usize = 2;

/// Cells of a question that count, the heaviest.
pub(super) const CELLS: usize = 64;

/// Features that more questions hold than this look for no candidates: each would name them all.
const COMMON: usize = 100;

/// Numbers, of features or of rows, each with a weight.
pub(super) type Row = Vec<(u32, f32)>;

/// Questions as rows of weighed features, each of length 1, and the rows that hold each feature.
pub(super) struct Sparse {
    pub(super) rows: Vec<Row>,
    /// By feature: row and weight.
    holders: Vec<Row>,
}

/// Ties of each question to others, by falling strength.
pub(super) type Ties = Vec<Row>;

impl Sparse {
    /// Of each row the heaviest cells, so many.
    pub(super) fn new(mut rows: Vec<Row>, cells: usize) -> Self {
        rows.iter_mut().for_each(|row| shorten(row, cells));
        let features = rows.iter().flatten().map(|cell| cell.0 as usize + 1).max().unwrap_or(0);
        let mut holders: Vec<Row> = vec![Vec::new(); features];
        for (number, row) in rows.iter_mut().enumerate() {
            row.sort_unstable_by_key(|cell| cell.0);
            row.iter()
                .for_each(|(feature, weight)| holders[*feature as usize].push((number as u32, *weight)));
        }
        Self { rows, holders }
    }

    /// The rows that hold a feature, with its weight there.
    pub(super) fn holders(&self, feature: usize) -> &[(u32, f32)] {
        &self.holders[feature]
    }

    /// The cosine of two rows.
    pub(super) fn cosine(&self, one: usize, other: usize) -> f32 {
        let other = &self.rows[other];
        let weight =
            |feature: u32| other.binary_search_by_key(&feature, |cell| cell.0).map_or(0.0, |at| other[at].1);
        self.rows[one].iter().map(|(feature, own)| own * weight(*feature)).sum()
    }

    /// How many features there are.
    pub(super) fn features(&self) -> usize {
        self.holders.len()
    }
}

/// Keeps the heaviest cells of a row and sets its length to 1 again.
fn shorten(row: &mut Row, cells: usize) {
    strongest(row, cells);
    let length = row.iter().map(|cell| cell.1 * cell.1).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    row.iter_mut().for_each(|cell| cell.1 /= length);
}

/// The nearest neighbours of each row, nearest first, of equals the earlier row: as many as one looks among again.
pub(super) fn nearest(rows: &Sparse) -> Ties {
    let mut search = Search::new(rows);
    (0..rows.rows.len()).map(|row| search.nearest(row)).collect()
}

/// The nearest of each row among those that were near before and their neighbours.
pub(super) fn nearest_again(rows: &Sparse, before: &Ties) -> Ties {
    let mut search = Search::new(rows);
    let count = kept(rows.rows.len());
    let mut seen = vec![usize::MAX; rows.rows.len()];
    let again = (0..rows.rows.len()).map(|row| {
        seen[row] = row;
        let near = &before[row];
        let theirs = near.iter().take(count / 2).flat_map(|tie| &before[tie.0 as usize]);
        let candidates = near.iter().chain(theirs).map(|tie| tie.0);
        let new = candidates.filter(|other| std::mem::replace(&mut seen[*other as usize], row) != row);
        let mut candidates: Vec<(u32, f32)> = new.map(|other| (other, 0.0)).collect();
        search.measure(row, &mut candidates);
        strongest(&mut candidates, count);
        candidates
    });
    again.collect()
}

/// How many neighbours of each of so many rows count.
fn kept(rows: usize) -> usize {
    NEIGHBOURS.min(FEWEST + rows / QUESTIONS)
}

/// What searching reuses from row to row; all zeros between two.
struct Search<'a> {
    rows: &'a Sparse,
    sums: Vec<f32>,
    own: Vec<f32>,
}

impl<'a> Search<'a> {
    fn new(rows: &'a Sparse) -> Self {
        Self { rows, sums: vec![0.0; rows.rows.len()], own: vec![0.0; rows.features()] }
    }
}

impl Search<'_> {
    fn nearest(&mut self, row: usize) -> Vec<(u32, f32)> {
        let mut candidates = self.candidates(row);
        strongest(&mut candidates, WIDE * CANDIDATES);
        self.measure(row, &mut candidates);
        strongest(&mut candidates, WIDE);
        candidates
    }

    /// Works out the cosines of a row with others.
    fn measure(&mut self, row: usize, others: &mut [(u32, f32)]) {
        self.rows.rows[row].iter().for_each(|(feature, weight)| self.own[*feature as usize] = *weight);
        for (other, cosine) in others {
            let theirs = self.rows.rows[*other as usize].iter();
            *cosine = theirs.map(|(feature, weight)| weight * self.own[*feature as usize]).sum();
        }
        self.rows.rows[row].iter().for_each(|(feature, _)| self.own[*feature as usize] = 0.0);
    }

    /// The rows that share a feature which is not common, with the cosine that such features alone make.
    fn candidates(&mut self, row: usize) -> Vec<(u32, f32)> {
        let mut touched: Vec<u32> = Vec::new();
        for (feature, weight) in &self.rows.rows[row] {
            let holders = &self.rows.holders[*feature as usize];
            for (other, theirs) in holders.iter().filter(|_| holders.len() <= COMMON) {
                let sum = &mut self.sums[*other as usize];
                if *sum == 0.0 {
                    touched.push(*other);
                }
                *sum += weight * theirs;
            }
        }
        let taken = touched.into_iter().map(|other| (other, std::mem::take(&mut self.sums[other as usize])));
        taken.filter(|(other, _)| *other as usize != row).collect()
    }
}

/// Keeps the strongest, strongest first; of equals the earlier.
fn strongest(ties: &mut Row, count: usize) {
    let order = |a: &(u32, f32), b: &(u32, f32)| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0));
    if ties.len() > count {
        ties.select_nth_unstable_by(count, order);
        ties.truncate(count);
    }
    ties.sort_unstable_by(order);
}

/// Ties between neighbours, as strong as the share of neighbours that both have (Jarvis and Patrick 1973, with Jaccard's
/// measure; each is its own neighbour too): it doesn't depend on how near questions of a language are in the mean.
pub(super) fn shared(nearest: &Ties) -> Ties {
    let count = kept(nearest.len());
    let mut own: Vec<Vec<u32>> =
        nearest.iter().map(|ties| ties.iter().take(count).map(|tie| tie.0).collect()).collect();
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    for (row, others) in own.iter_mut().enumerate() {
        pairs.extend(others.iter().flat_map(|other| [(row as u32, *other), (*other, row as u32)]));
        others.push(row as u32);
        others.sort_unstable();
    }
    pairs.sort_unstable();
    pairs.dedup();
    let mut ties: Ties = vec![Vec::new(); nearest.len()];
    for (row, other) in pairs {
        let (a, b) = (&own[row as usize], &own[other as usize]);
        let both = a.iter().filter(|one| b.binary_search(one).is_ok()).count();
        ties[row as usize].push((other, both as f32 / (a.len() + b.len() - both) as f32));
    }
    ties
}
