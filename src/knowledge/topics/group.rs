//! Groups of questions: merged where they are of one subject, then each question settled where it is nearest.

use super::community::numbered;
use super::neighbour::Sparse;

/// Two groups become one where the mean cosine between them, above that of any two questions, is at least this share of
/// the mean within them.
const ALIKE: f64 = 0.4;

/// Rounds in which questions go to the group that they are nearest to.
const ROUNDS: usize = 2;

/// A question whose mean cosine with its group is below this share of the group's own mean belongs to none.
const LONELY: f64 = 0.4;

/// Nor does one below this mean cosine, whatever its group is like.
const LEAST: f64 = 0.15;

/// Groups over rows of features.
pub(super) struct Groups<'a> {
    rows: &'a Sparse,
    /// The group of each row.
    of: Vec<usize>,
    count: usize,
}

/// One group in the end.
pub(super) struct Group {
    /// Its rows, the most central first.
    pub(super) texts: Vec<usize>,
    /// The mean cosine of two of them.
    pub(super) nearness: f32,
}

/// The rows of each group summed up.
struct Sums {
    /// By feature: group and summed weight, in the order of the groups.
    cells: Vec<Vec<(u32, f32)>>,
    sizes: Vec<f64>,
}

impl<'a> Groups<'a> {
    pub(super) fn new(rows: &'a Sparse, of: Vec<usize>) -> Self {
        let (of, count) = numbered(&of);
        Self { rows, of, count }
    }

    fn sums(&self) -> Sums {
        let mut cells: Vec<Vec<(u32, f32)>> = vec![Vec::new(); self.rows.features()];
        let mut sizes = vec![0.0; self.count];
        let mut order: Vec<usize> = (0..self.of.len()).collect();
        order.sort_by_key(|row| self.of[*row]);
        for row in order {
            let group = self.of[row] as u32;
            sizes[group as usize] += 1.0;
            for (feature, weight) in &self.rows.rows[row] {
                match cells[*feature as usize].last_mut() {
                    Some(last) if last.0 == group => last.1 += weight,
                    _ => cells[*feature as usize].push((group, *weight)),
                }
            }
        }
        Sums { cells, sizes }
    }

    /// Makes one of groups that are alike, the most alike first; groups of fewer rows than `least` stay as they are.
    pub(super) fn merge(&mut self, least: usize) {
        let sums = self.sums();
        let mut table = Table::of(&sums, least);
        let mut into: Vec<usize> = (0..self.count).collect();
        while let Some((kept, gone)) = table.most_alike() {
            table.join(kept, gone);
            let (kept, gone) = (table.groups[kept], table.groups[gone]);
            into.iter_mut().filter(|group| **group == gone).for_each(|group| *group = kept);
        }
        let merged: Vec<usize> = self.of.iter().map(|group| into[*group]).collect();
        (self.of, self.count) = numbered(&merged);
    }

    /// Moves each row to the group that it is nearest to, by the mean cosine with its rows; a small group counts as if it
    /// had one more row that is like none.
    pub(super) fn settle(&mut self) {
        for _ in 0..ROUNDS {
            let sums = self.sums();
            let mut cosines = vec![0.0; self.count];
            let nearest = |row: usize| {
                sums.cosines(&self.rows.rows[row], &mut cosines);
                let own = self.of[row];
                let mean = |group: usize| match group == own {
                    true => (cosines[group] - 1.0) / sums.sizes[group],
                    false => cosines[group] / (sums.sizes[group] + 1.0),
                };
                let better = |best: usize, group: usize| if mean(group) > mean(best) { group } else { best };
                (0..self.count).fold(own, better)
            };
            let moved: Vec<usize> = (0..self.of.len()).map(nearest).collect();
            (self.of, self.count) = numbered(&moved);
        }
    }

    /// The groups of at least so many rows, and the rows of none. Rows far from their group are in none.
    pub(super) fn finish(self, least: usize) -> (Vec<Group>, Vec<usize>) {
        let sums = self.sums();
        let mut cosines = vec![0.0; self.count];
        // The mean cosine of each row with the others of its group.
        let means: Vec<f64> = (0..self.of.len())
            .map(|row| {
                sums.cosines(&self.rows.rows[row], &mut cosines);
                let others = sums.sizes[self.of[row]] - 1.0;
                if others > 0.0 { (cosines[self.of[row]] - 1.0) / others } else { 0.0 }
            })
            .collect();
        let mut within = vec![0.0; self.count];
        (0..self.of.len()).for_each(|row| within[self.of[row]] += means[row] / sums.sizes[self.of[row]]);
        let mut texts: Vec<Vec<usize>> = vec![Vec::new(); self.count];
        let mut loners = Vec::new();
        for row in 0..self.of.len() {
            let near = means[row] >= f64::max(LONELY * within[self.of[row]], LEAST);
            if near { texts[self.of[row]].push(row) } else { loners.push(row) }
        }
        let mut groups = Vec::new();
        for (mut texts, nearness) in texts.into_iter().zip(within) {
            texts.sort_by(|a, b| means[*b].total_cmp(&means[*a]).then(a.cmp(b)));
            if texts.len() < least {
                loners.append(&mut texts);
            } else {
                groups.push(Group { texts, nearness: nearness as f32 });
            }
        }
        groups.sort_by_key(|group| group.texts[0]);
        loners.sort_unstable();
        (groups, loners)
    }
}

impl Sums {
    /// The summed cosines of a row with the rows of each group.
    fn cosines(&self, row: &[(u32, f32)], cosines: &mut [f64]) {
        cosines.fill(0.0);
        for (feature, weight) in row {
            for (group, sum) in &self.cells[*feature as usize] {
                cosines[*group as usize] += f64::from(weight * sum);
            }
        }
    }
}

/// Summed cosines between and within groups.
struct Table {
    /// By group and group; within a group without those of rows with themselves.
    sums: Vec<Vec<f64>>,
    sizes: Vec<f64>,
    /// The mean cosine of any two rows.
    mean: f64,
    /// The number of each group outside the table.
    groups: Vec<usize>,
    /// Those that have not gone into another.
    live: Vec<usize>,
}

impl Table {
    fn of(sums: &Sums, least: usize) -> Self {
        let live: Vec<usize> =
            (0..sums.sizes.len()).filter(|group| sums.sizes[*group] >= least as f64).collect();
        let mut places = vec![usize::MAX; sums.sizes.len()];
        live.iter().enumerate().for_each(|(place, group)| places[*group] = place);
        let sizes: Vec<f64> = live.iter().map(|group| sums.sizes[*group]).collect();
        let mut table = vec![vec![0.0; live.len()]; live.len()];
        for cells in &sums.cells {
            let cells = cells
                .iter()
                .map(|cell| (places[cell.0 as usize], cell.1))
                .filter(|cell| cell.0 != usize::MAX);
            let cells: Vec<(usize, f32)> = cells.collect();
            for (at, (place, weight)) in cells.iter().enumerate() {
                cells[..=at]
                    .iter()
                    .for_each(|(other, theirs)| table[*place][*other] += f64::from(weight * theirs));
            }
        }
        for place in 0..live.len() {
            table[place][place] -= sizes[place];
            let row: Vec<f64> = table[place][..place].to_vec();
            row.into_iter().enumerate().for_each(|(other, sum)| table[other][place] = sum);
        }
        let rows: f64 = sizes.iter().sum();
        let mean = table.iter().flatten().sum::<f64>() / (rows * (rows - 1.0)).max(1.0);
        Self { sums: table, sizes, mean, groups: live.clone(), live: (0..live.len()).collect() }
    }

    /// The two groups that are most alike, the earlier first; none where no two are alike enough.
    fn most_alike(&self) -> Option<(usize, usize)> {
        let mut best = (ALIKE, None);
        for (at, group) in self.live.iter().enumerate() {
            for other in &self.live[..at] {
                let alike = self.likeness(*group, *other);
                if alike > best.0 {
                    best = (alike, Some((*other, *group)));
                }
            }
        }
        best.1
    }

    /// The mean cosine between two groups as a share of the (geometric) mean within them, each above the mean of all.
    fn likeness(&self, a: usize, b: usize) -> f64 {
        let between = self.sums[a][b] / (self.sizes[a] * self.sizes[b]) - self.mean;
        let within = |group: usize| {
            let pairs = self.sizes[group] * (self.sizes[group] - 1.0);
            (self.sums[group][group] / pairs.max(1.0) - self.mean).max(f64::MIN_POSITIVE)
        };
        let product = within(a) * within(b);
        if product < 1e-12 { 0.0 } else { between / product.sqrt() }
    }

    fn join(&mut self, kept: usize, gone: usize) {
        self.sums[kept][kept] += self.sums[gone][gone] + 2.0 * self.sums[kept][gone];
        for other in self.live.iter().filter(|other| **other != kept && **other != gone) {
            let sum = self.sums[kept][*other] + self.sums[gone][*other];
            self.sums[kept][*other] = sum;
            self.sums[*other][kept] = sum;
        }
        self.sizes[kept] += self.sizes[gone];
        self.live.retain(|group| *group != gone);
    }
}
