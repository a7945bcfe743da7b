//! A softmax over five moods and a logistic model of the wish, by AdaGrad (Duchi, Hazan and Singer 2011), then cut to the
//! weights that tell most, fitted again on those, and rounded.

use engine::{BUCKETS, HEADS, TrainedHead};

use crate::lines::Line;

/// How the models are fitted; chosen by cross-validation over the training lines.
pub struct Settings {
    /// Rounds over all lines.
    rounds: u32,
    /// AdaGrad's rate.
    rate: f64,
    /// What pulls weights to nothing (ridge).
    ridge: f64,
    /// Weights that a head keeps.
    kept: [usize; HEADS],
    /// Whole steps that the largest weights have.
    steps: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rounds: 12, rate: 0.3, ridge: 0.001, kept: [4_250, 2_650, 1_850, 120, 900], steps: 4.0 }
    }
}

/// The weights of all heads; calm's are nothing.
pub struct Model {
    weights: Vec<[f64; HEADS]>,
    bias: [f64; HEADS],
    /// What one step is in each head.
    step: [f64; HEADS],
}

impl Model {
    /// Fits, cuts, fits again and rounds.
    pub fn fit(lines: &[&Line], settings: &Settings) -> Self {
        let mut all = vec![[true; HEADS]; BUCKETS as usize];
        let whole = Self::descend(lines, settings, &all);
        whole.cut(lines, settings, &mut all);
        let mut model = Self::descend(lines, settings, &all);
        model.round(settings);
        model
    }

    /// The log odds of being upset, and of the wish.
    pub fn judge(&self, line: &Line) -> (f64, f64) {
        let scores = self.scores(&line.buckets);
        let odds = scores.map(libm::exp);
        (libm::log((odds[0] + odds[1] + odds[2]) / (1.0 + odds[3])), scores[4])
    }

    /// A head as a pack holds it.
    pub fn head(&self, head: usize, shift: f32) -> TrainedHead {
        let step = self.step[head];
        let weight = |weights: &[f64; HEADS]| libm::round(weights[head] / step) as i8;
        let numbered =
            self.weights.iter().enumerate().map(|(bucket, weights)| (bucket as u32, weight(weights)));
        TrainedHead {
            bias: self.bias[head] as f32,
            step: step as f32,
            shift,
            weights: numbered.filter(|(_, weight)| *weight != 0).collect(),
        }
    }

    fn scores(&self, buckets: &[u32]) -> [f64; HEADS] {
        let share = share(buckets);
        let mut scores = self.bias;
        for bucket in buckets {
            for (score, weight) in scores.iter_mut().zip(&self.weights[*bucket as usize]) {
                *score += weight * share;
            }
        }
        scores
    }

    fn descend(lines: &[&Line], settings: &Settings, allowed: &[[bool; HEADS]]) -> Self {
        let mut model =
            Self { weights: vec![[0.0; HEADS]; allowed.len()], bias: [0.0; HEADS], step: [1.0; HEADS] };
        let mut squares = vec![[1e-8; HEADS]; allowed.len()];
        let mut bias_squares = [1e-8; HEADS];
        let mut order: Vec<usize> = (0..lines.len()).collect();
        let mut seed = 12_345_u32;
        for _ in 0..settings.rounds {
            shuffle(&mut order, &mut seed);
            for line in order.iter().map(|at| lines[*at]) {
                let gradient = model.gradient(line);
                let share = share(&line.buckets);
                for bucket in line.buckets.iter().map(|bucket| *bucket as usize) {
                    for head in (0..HEADS).filter(|head| allowed[bucket][*head]) {
                        let weight = &mut model.weights[bucket][head];
                        let slope = gradient[head] * share + settings.ridge * *weight;
                        squares[bucket][head] += slope * slope;
                        *weight -= settings.rate * slope / libm::sqrt(squares[bucket][head]);
                    }
                }
                for head in 0..HEADS {
                    bias_squares[head] += gradient[head] * gradient[head];
                    model.bias[head] -= settings.rate * gradient[head] / libm::sqrt(bias_squares[head]);
                }
            }
        }
        model
    }

    /// The slope of the loss in each head's score.
    fn gradient(&self, line: &Line) -> [f64; HEADS] {
        let scores = self.scores(&line.buckets);
        let most = scores[..4].iter().fold(0.0_f64, |most, score| most.max(*score));
        let odds = [0, 1, 2, 3].map(|head| libm::exp(scores[head] - most));
        let sum = libm::exp(-most) + odds.iter().sum::<f64>();
        let mut gradient = [0.0; HEADS];
        for head in 0..4 {
            gradient[head] = (odds[head] / sum - f64::from(u8::from(line.class == head + 1))) * line.weight;
        }
        gradient[4] = (1.0 / (1.0 + libm::exp(-scores[4])) - f64::from(u8::from(line.wish))) * line.weight;
        gradient
    }

    /// Keeps in each head the weights that tell most: large ones of pieces that are met often.
    fn cut(&self, lines: &[&Line], settings: &Settings, allowed: &mut [[bool; HEADS]]) {
        let mut met = vec![0_u32; self.weights.len()];
        lines.iter().flat_map(|line| &line.buckets).for_each(|bucket| met[*bucket as usize] += 1);
        for head in 0..HEADS {
            let tells = |at: usize| self.weights[at][head].abs() * libm::sqrt(f64::from(met[at]));
            let mut places: Vec<usize> = (0..met.len()).collect();
            places.sort_by(|a, b| tells(*b).total_cmp(&tells(*a)).then(a.cmp(b)));
            places[settings.kept[head]..].iter().for_each(|at| allowed[*at][head] = false);
        }
    }

    /// Rounds the weights; the largest hundredth are cut to the last step.
    fn round(&mut self, settings: &Settings) {
        for head in 0..HEADS {
            let mut sizes: Vec<f64> = self.weights.iter().map(|weights| weights[head].abs()).collect();
            sizes.retain(|size| *size > 0.0);
            sizes.sort_by(|a, b| b.total_cmp(a));
            let step = sizes.get(sizes.len() / 100).map_or(1.0, |large| large / settings.steps);
            self.step[head] = step;
            for weights in &mut self.weights {
                weights[head] =
                    libm::round(weights[head] / step).clamp(-settings.steps, settings.steps) * step;
            }
        }
    }
}

fn share(buckets: &[u32]) -> f64 {
    1.0 / libm::sqrt(buckets.len().max(1) as f64)
}

/// Fisher and Yates' shuffle with a linear congruential generator's upper bits.
fn shuffle(order: &mut [usize], seed: &mut u32) {
    for at in (1..order.len()).rev() {
        *seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        order.swap(at, (*seed >> 8) as usize % (at + 1));
    }
}
