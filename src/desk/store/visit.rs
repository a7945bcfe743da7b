//! What a visit comes to: solved, presumably solved, or handed over; worked out without a database.
//!
//! A matter is one entry in one visit. It is confirmed once the visitor says so, unless a thumb goes down for it at any time.
//! It is presumed when the visit is over, if its answer was shown once and no more, nothing was said of it, and no person was
//! asked for. A visit is clean while nothing in it stayed unanswered, no thumb went down and no person was asked for; it is
//! confirmed while it is clean and holds a confirmed matter, and presumed when it is over, if it is clean and every answer was
//! shown once. Counted with care: a visit of which anything is doubtful saves no agent any time.

use std::collections::BTreeMap;

use protocol::{Digest, EntryCounts};

use super::tally::Tally;
use super::word::word;

/// Matters of one visit that are looked at; a visitor of more than that is none.
const MOST_MATTERS: usize = 100;

/// Where something is counted: a site's hour, and the ids of a language and a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Days since 1970-01-01.
    pub day: i64,
    /// 0 to 23.
    pub hour: i64,
    /// The language's id.
    pub language: i64,
    /// The page's id.
    pub page: i64,
}

/// What is known of a visit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Where it is counted.
    pub began: Place,
    /// A person was asked for.
    pub handed_over: bool,
    /// Some question stayed without an answer.
    pub unanswered: bool,
    /// It is counted as confirmed to be solved.
    pub confirmed: bool,
    /// What was shown, by the entry's id.
    pub matters: BTreeMap<i64, Matter>,
}

/// What is known of an entry in a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matter {
    /// Where it is counted.
    pub day: i64,
    /// The same.
    pub language: i64,
    /// How often its answer was shown.
    pub answered: i64,
    /// The visitor said that it has settled the matter.
    pub good: bool,
    /// A thumb went down for it.
    pub bad: bool,
}

/// A digest with the ids of the entries that it names, in its order.
pub struct Told<'a> {
    /// The site's id.
    pub site: &'a str,
    /// Where it is counted.
    pub place: Place,
    /// What was told.
    pub digest: &'a Digest,
    /// The ids.
    pub entries: &'a [i64],
}

impl Matter {
    fn is_confirmed(&self) -> bool {
        self.good && !self.bad
    }
}

impl Visit {
    /// A visit that begins.
    pub fn begin(site: &str, began: Place, tally: &mut Tally) -> Self {
        tally.hour(site, began.day, began.hour, began.language).visits += 1;
        Self { began, handed_over: false, unanswered: false, confirmed: false, matters: BTreeMap::new() }
    }

    /// Takes a digest in, and counts what it says and what it changes.
    pub fn take(&mut self, told: &Told<'_>, tally: &mut Tally) {
        count(told, tally);
        let Told { site, place, digest, entries } = told;
        let handed_over = self.handed_over || digest.handoffs.iter().any(|one| one.count > 0);
        let were_handed_over = self.handed_over;
        let known: Vec<i64> = self.matters.keys().copied().collect();
        for (id, counts) in entries.iter().zip(&digest.entries) {
            if self.matters.contains_key(id) || self.matters.len() < MOST_MATTERS {
                let new = || Matter { day: place.day, language: place.language, ..Matter::default() };
                let matter = self.matters.entry(*id).or_insert_with(new);
                add(matter, counts, tally.entry(site, matter.day, *id, matter.language));
            }
        }
        for (id, matter) in &self.matters {
            let was = were_handed_over && known.contains(id);
            if handed_over && !was {
                tally.entry(site, matter.day, *id, matter.language).handed_over += 1;
            }
        }
        self.handed_over = handed_over;
        self.unanswered |= digest.unanswered > 0;
        self.count_changes(site, were_handed_over, tally);
    }

    /// What the visit as a whole is now, against what is counted.
    fn count_changes(&mut self, site: &str, was_handed_over: bool, tally: &mut Tally) {
        let is_confirmed = self.is_clean() && self.matters.values().any(Matter::is_confirmed);
        let confirmed = i64::from(is_confirmed) - i64::from(self.confirmed);
        let handed_over = i64::from(self.handed_over) - i64::from(was_handed_over);
        self.confirmed = is_confirmed;
        if (confirmed, handed_over) != (0, 0) {
            let Place { day, hour, language, page } = self.began;
            let of_hour = tally.hour(site, day, hour, language);
            of_hour.confirmed += confirmed;
            of_hour.handed_over += handed_over;
            let of_page = tally.page(site, day, page, language);
            of_page.confirmed += confirmed;
            of_page.handed_over += handed_over;
        }
    }

    /// The visit is over: counts what may be presumed of it.
    pub fn close(&self, site: &str, tally: &mut Tally) {
        let is_presumed = |matter: &Matter| !matter.good && !matter.bad && matter.answered == 1;
        for (id, matter) in self.matters.iter().filter(|(_, matter)| is_presumed(matter)) {
            if !self.handed_over {
                tally.entry(site, matter.day, *id, matter.language).presumed += 1;
            }
        }
        let shown_once = self.matters.values().all(|matter| matter.answered == 1);
        if self.is_clean() && !self.confirmed && shown_once && !self.matters.is_empty() {
            let Place { day, hour, language, page } = self.began;
            tally.hour(site, day, hour, language).presumed += 1;
            tally.page(site, day, page, language).presumed += 1;
        }
    }

    fn is_clean(&self) -> bool {
        !self.handed_over && !self.unanswered && self.matters.values().all(|matter| !matter.bad)
    }
}

fn add(matter: &mut Matter, counts: &EntryCounts, of_entry: &mut super::tally::SubjectCounts) {
    let was = matter.is_confirmed();
    matter.answered += i64::from(counts.answered);
    matter.good |= counts.up > 0 || counts.settled > 0;
    matter.bad |= counts.down > 0;
    of_entry.confirmed += i64::from(matter.is_confirmed()) - i64::from(was);
}

/// Counts what a digest says by itself.
fn count(told: &Told<'_>, tally: &mut Tally) {
    let Told { site, place, digest, entries } = told;
    let Place { day, hour, language, page } = *place;
    let total =
        |of: fn(&EntryCounts) -> u32| digest.entries.iter().map(|one| i64::from(of(one))).sum::<i64>();
    let (up, down) = (total(|one| one.up), total(|one| one.down));
    let of_hour = tally.hour(site, day, hour, language);
    of_hour.asked += i64::from(digest.asked);
    of_hour.unanswered += i64::from(digest.unanswered);
    of_hour.clarified += i64::from(digest.clarified);
    of_hour.answered += total(|one| one.answered);
    of_hour.up += up;
    of_hour.down += down;
    let (bands, moods) = (&digest.confidence, &digest.moods);
    let bands = [bands.below_50, bands.below_80, bands.below_95, bands.from_95];
    of_hour.bands.iter_mut().zip(bands).for_each(|(kept, more)| *kept += i64::from(more));
    let moods = [moods.angry, moods.anxious, moods.dejected, moods.calm, moods.glad];
    of_hour.moods.iter_mut().zip(moods).for_each(|(kept, more)| *kept += i64::from(more));
    let of_page = tally.page(site, day, page, language);
    of_page.count += i64::from(digest.asked);
    of_page.up += up;
    of_page.down += down;
    for (id, counts) in entries.iter().zip(&digest.entries) {
        let of_entry = tally.entry(site, day, *id, language);
        of_entry.count += i64::from(counts.answered);
        of_entry.up += i64::from(counts.up);
        of_entry.down += i64::from(counts.down);
    }
    for one in &digest.handoffs {
        *tally.reason(site, day, word(&one.reason), language) += i64::from(one.count);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::{HandoffReason, ReasonCount};

    const PLACE: Place = Place { day: 20_000, hour: 9, language: 1, page: 2 };

    /// A digest told in short: `a` is an answer of the entry a, `a+` a thumb up for it, `a-` one down, `a!` that it is settled,
    /// `?` a question without an answer, and `>` the wish for a person.
    fn digest(told: &str) -> (Digest, Vec<i64>) {
        let (mut digest, mut ids) = (Digest::default(), Vec::new());
        for part in told.split_whitespace() {
            match part {
                "?" => (digest.asked, digest.unanswered) = (digest.asked + 1, digest.unanswered + 1),
                ">" => digest.handoffs.push(ReasonCount { reason: HandoffReason::Asked, count: 1 }),
                part => {
                    let id = i64::from(part.as_bytes()[0]);
                    let at = ids.iter().position(|one| *one == id).unwrap_or_else(|| {
                        ids.push(id);
                        digest
                            .entries
                            .push(EntryCounts { entry: part[..1].to_owned(), ..EntryCounts::default() });
                        ids.len() - 1
                    });
                    let entry = &mut digest.entries[at];
                    match &part[1..] {
                        "+" => entry.up += 1,
                        "-" => entry.down += 1,
                        "!" => entry.settled += 1,
                        _ => (entry.answered, digest.asked) = (entry.answered + 1, digest.asked + 1),
                    }
                }
            }
        }
        (digest, ids)
    }

    /// What is counted of a visit of these digests, over or not.
    fn tally(digests: &[&str], is_over: bool) -> Tally {
        let mut tally = Tally::default();
        let mut visit = Visit::begin("shop", PLACE, &mut tally);
        for told in digests {
            let (digest, entries) = digest(told);
            let told = Told { site: "shop", place: PLACE, digest: &digest, entries: &entries };
            visit.take(&told, &mut tally);
        }
        if is_over {
            visit.close("shop", &mut tally);
        }
        tally
    }

    /// Checks what a visit comes to: confirmed, presumed, handed over; and the same of the entry a.
    fn check(digests: &[&str], of_visit: [i64; 3], of_entry: [i64; 3]) {
        let mut tally = tally(digests, true);
        let visit = tally.hour("shop", 20_000, 9, 1).clone();
        assert_eq!([visit.confirmed, visit.presumed, visit.handed_over], of_visit, "{digests:?}");
        let page = tally.page("shop", 20_000, 2, 1).clone();
        assert_eq!([page.confirmed, page.presumed, page.handed_over], of_visit, "{digests:?}");
        let entry = tally.entry("shop", 20_000, i64::from(b'a'), 1).clone();
        assert_eq!([entry.confirmed, entry.presumed, entry.handed_over], of_entry, "{digests:?}");
        assert_eq!(visit.visits, 1);
    }

    #[test]
    fn a_visit_comes_to_what_can_be_said_of_it() {
        for (digests, of_visit, of_entry) in [
            (vec!["a"], [0, 1, 0], [0, 1, 0]),
            (vec!["a b"], [0, 1, 0], [0, 1, 0]),
            (vec!["a a+"], [1, 0, 0], [1, 0, 0]),
            (vec!["a a!"], [1, 0, 0], [1, 0, 0]),
            (vec!["a a-"], [0, 0, 0], [0, 0, 0]),
            (vec!["a a+ a-"], [0, 0, 0], [0, 0, 0]),
            (vec!["?"], [0, 0, 0], [0, 0, 0]),
            (vec!["a ?"], [0, 0, 0], [0, 1, 0]),
            (vec!["a a+ ?"], [0, 0, 0], [1, 0, 0]),
            (vec!["a >"], [0, 0, 1], [0, 0, 1]),
            (vec!["a a+ >"], [0, 0, 1], [1, 0, 1]),
            (vec![">"], [0, 0, 1], [0, 0, 0]),
            // Back on the matter within the day.
            (vec!["a", "a"], [0, 0, 0], [0, 0, 0]),
            (vec!["a", "b"], [0, 1, 0], [0, 1, 0]),
            (vec!["a", "a", "a+"], [1, 0, 0], [1, 0, 0]),
            // What was confirmed is taken back by what came later.
            (vec!["a a+", "a-"], [0, 0, 0], [0, 0, 0]),
            (vec!["a a+", ">"], [0, 0, 1], [1, 0, 1]),
            (vec!["a", ">", "b", ">"], [0, 0, 1], [0, 0, 1]),
            (vec!["a a+", "b b-"], [0, 0, 0], [1, 0, 0]),
        ] {
            check(&digests, of_visit, of_entry);
        }
        assert_eq!(tally(&["a"], false).hour("shop", 20_000, 9, 1).presumed, 0, "it isn't over");
    }

    #[test]
    fn however_a_visit_is_cut_into_digests_the_sum_is_the_same() {
        let mut state = 7_u64;
        let mut below = |bound: usize| {
            // xorshift64 (Marsaglia 2003).
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            usize::try_from(state % bound as u64).unwrap()
        };
        const PARTS: [&str; 9] = ["a", "b", "c", "a+", "b-", "c!", "a-", "?", ">"];
        for _ in 0..2_000 {
            let parts: Vec<&str> = (0..1 + below(8)).map(|_| PARTS[below(PARTS.len())]).collect();
            let whole = parts.join(" ");
            let mut cut = vec![String::new()];
            for part in parts {
                if below(3) == 0 {
                    cut.push(String::new());
                }
                let last = cut.last_mut().unwrap();
                *last = format!("{last} {part}");
            }
            let cut: Vec<&str> = cut.iter().map(String::as_str).collect();
            // Rows that come to nothing are no difference.
            let [mut one, mut other] = [tally(&[&whole], true), tally(&cut, true)];
            for id in [b'a', b'b', b'c'].map(i64::from) {
                let (one, other) =
                    (one.entry("shop", 20_000, id, 1).clone(), other.entry("shop", 20_000, id, 1).clone());
                assert_eq!(one, other, "{whole} {cut:?}");
            }
            let (one, other) =
                (one.hour("shop", 20_000, 9, 1).clone(), other.hour("shop", 20_000, 9, 1).clone());
            assert_eq!(one, other, "{whole} {cut:?}");
        }
    }
}
