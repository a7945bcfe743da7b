//! Communities of a graph by Louvain's method, in a fixed order.

use std::collections::BTreeMap;

use super::neighbour::Ties;

/// How small communities are: the factor of what ties would be by chance (Reichardt and Bornholdt 2006).
const RESOLUTION: f64 = 2.0;

/// Nodes from which the resolution grows with them, because the size of what modularity can tell apart does (Fortunato and
/// Barthélemy 2007), and from which it no longer does: of so many, more questions are commonly more of the same.
const MANY: f64 = 1_000.0;
const VERY_MANY: f64 = 3_000.0;

/// Rounds over all nodes before a level is taken as it is; most come to rest within five.
const ROUNDS: usize = 20;

/// Least gain that moves a node, so that rounding can't move it to and fro.
const LEAST_GAIN: f64 = 1e-9;

/// A graph whose nodes may stand for several.
struct Graph {
    ties: Vec<Vec<(u32, f64)>>,
    /// Weight of ties within a node, each counted twice.
    within: Vec<f64>,
    resolution: f64,
}

/// The community of each node, numbered in the order of their first nodes (Blondel and others 2008: nodes move to the
/// neighbouring community that gains most modularity, then each community becomes a node, until nothing moves).
pub(super) fn communities(ties: &Ties) -> Vec<usize> {
    let ties =
        ties.iter().map(|row| row.iter().map(|(to, weight)| (*to, f64::from(*weight))).collect()).collect();
    let mut graph = Graph::new(ties);
    let mut member: Vec<usize> = (0..graph.ties.len()).collect();
    while let Some(moved) = graph.moved() {
        let (numbers, count) = numbered(&moved);
        member.iter_mut().for_each(|node| *node = numbers[*node]);
        graph = graph.folded(&numbers, count);
    }
    member
}

/// The same groups numbered from 0 in the order in which they first stand, and how many there are.
pub(super) fn numbered(groups: &[usize]) -> (Vec<usize>, usize) {
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    let numbered = groups.iter().map(|group| {
        let next = numbers.len();
        *numbers.entry(*group).or_insert(next)
    });
    let numbered = numbered.collect();
    (numbered, numbers.len())
}

impl Graph {
    fn new(ties: Vec<Vec<(u32, f64)>>) -> Self {
        let resolution = RESOLUTION * (ties.len() as f64).clamp(MANY, VERY_MANY) / MANY;
        Self { within: vec![0.0; ties.len()], ties, resolution }
    }

    /// The community of each node once none gains by moving; none where no node moved at all.
    fn moved(&self) -> Option<Vec<usize>> {
        let count = self.ties.len();
        let degree = |node: usize| self.within[node] + self.ties[node].iter().map(|tie| tie.1).sum::<f64>();
        let degrees: Vec<f64> = (0..count).map(degree).collect();
        let all = degrees.iter().sum::<f64>().max(f64::MIN_POSITIVE);
        let (mut community, mut totals): (Vec<usize>, _) = ((0..count).collect(), degrees.clone());
        let mut weights = vec![0.0; count];
        let mut any = false;
        for _ in 0..ROUNDS {
            let mut moves = false;
            for node in 0..count {
                let own = community[node];
                totals[own] -= degrees[node];
                let best = self.best(node, &community, &mut weights, &|to| {
                    self.resolution * totals[to] * degrees[node] / all
                });
                totals[best] += degrees[node];
                moves |= best != own;
                community[node] = best;
            }
            any |= moves;
            if !moves {
                break;
            }
        }
        any.then_some(community)
    }

    /// The community that a node gains most in: its ties into it less those by chance. `weights` are zeros and stay so.
    fn best(
        &self,
        node: usize,
        community: &[usize],
        weights: &mut [f64],
        by_chance: &dyn Fn(usize) -> f64,
    ) -> usize {
        let mut near: Vec<usize> = vec![community[node]];
        for (to, weight) in &self.ties[node] {
            let to = community[*to as usize];
            if weights[to] == 0.0 && to != near[0] {
                near.push(to);
            }
            weights[to] += weight;
        }
        let mut best = (weights[near[0]] - by_chance(near[0]), near[0]);
        for to in &near {
            let gain = weights[*to] - by_chance(*to);
            if gain > best.0 + LEAST_GAIN {
                best = (gain, *to);
            }
            weights[*to] = 0.0;
        }
        best.1
    }

    /// The graph whose nodes are the communities.
    fn folded(&self, numbers: &[usize], count: usize) -> Self {
        let mut ties: Vec<BTreeMap<u32, f64>> = vec![BTreeMap::new(); count];
        let mut within = vec![0.0; count];
        for (node, number) in numbers.iter().enumerate() {
            within[*number] += self.within[node];
            for (to, weight) in &self.ties[node] {
                match numbers[*to as usize] {
                    to if to == *number => within[to] += weight,
                    to => *ties[*number].entry(to as u32).or_default() += weight,
                }
            }
        }
        let ties = ties.into_iter().map(|row| row.into_iter().collect()).collect();
        Self { ties, within, resolution: self.resolution }
    }
}
