//! What visitors need, put together: the counts of each site, its window, and what agents were spared.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use protocol::{
    Feeling, HandoffReason, InsightDay, InsightHour, InsightReason, InsightRow, InsightSite, Insights, Moods,
    PeopleCounts, SavedTime, Spread, VisitCounts,
};

use crate::Desk;
use crate::calendar::{Window, date};
use crate::rules::Rules;
use crate::sites::Site;
use crate::store::{HelpGroup, Helped, Helps, Outcome, StoreError, Told};

/// The windows that there are, days.
pub(crate) const WINDOWS: [u32; 3] = [7, 30, 90];
/// With fewer conversations nothing honest can be said of how long one takes.
const FEWEST_CONVERSATIONS: u64 = 3;
/// Hours of a week.
const WEEK_HOURS: i64 = 168;
/// An hour, milliseconds.
const HOUR_MS: f64 = 3_600_000.0;
/// How the time is reckoned that agents were spared.
const FORMULA: &str =
    "hours = visits solved without a person × median handling time of the desk's own conversations";

/// What is asked for.
#[derive(Clone, Debug)]
pub(crate) struct Sought {
    /// Days of a window.
    pub days: u32,
    /// In one language, by its first part.
    pub language: Option<String>,
    /// At these sites.
    pub sites: Vec<Arc<Site>>,
    /// Rows of a table.
    pub most: usize,
}

/// The parts of an answer while they are added up.
#[derive(Default)]
struct Sum {
    now: VisitCounts,
    before: VisitCounts,
    /// Today at the first of the sites; where clocks differ, days are added up by how long they are past.
    today: i64,
    /// By the day's distance from today.
    days: BTreeMap<i64, InsightDay>,
    asked: BTreeMap<i64, u64>,
    requests: BTreeMap<i64, u64>,
    entries: Vec<InsightRow>,
    pages: Vec<InsightRow>,
    languages: Vec<InsightRow>,
    told: BTreeMap<HandoffReason, u64>,
    helped: Helped,
    helped_before: Helped,
}

impl Desk {
    /// What visitors need, over the window that ends now.
    pub(crate) async fn insights(&self, rules: &Arc<Rules>, sought: &Sought) -> Result<Insights, StoreError> {
        let now = self.now();
        if let Err(error) = self.store.close_visits(now).await {
            // What is counted already can be read even where nothing can be written.
            tracing::warn!(cause = %error, "visits that are over could not be closed");
        }
        let mut sum = Sum::default();
        let mut sites = Vec::new();
        sum.today = sought.sites.first().map(|site| site.calendar().moment(now).day).unwrap_or_default();
        for site in &sought.sites {
            let window = site.calendar().window(sought.days, now);
            let language = sought.language.as_deref();
            let most = i64::try_from(sought.most).unwrap_or(i64::MAX);
            let (told, helps) = tokio::try_join!(
                self.store.told(site.id(), &window, language, most),
                self.store.helps(site.id(), &window, language)
            )?;
            sum.add_told(told, &window);
            sum.add_helps(helps, site);
            sites.push(described(site, &window));
        }
        sum.title(self, rules, &sought.sites).await;
        let mut sample = false;
        for site in &sought.sites {
            sample |= self.store.has_sample(site.id()).await?;
        }
        Ok(Insights { sample, ..sum.finish(sought, sites) })
    }
}

impl Sum {
    fn add_told(&mut self, told: Told, window: &Window) {
        for (day, counts) in told.days {
            if day < window.from {
                add(&mut self.before, &counts);
            } else {
                add(&mut self.now, &counts);
                add_day(self.days.entry(day - window.until).or_default(), &counts);
            }
        }
        told.hours.into_iter().for_each(|(hour, asked)| *self.asked.entry(hour).or_default() += asked);
        self.entries.extend(told.entries);
        self.pages.extend(told.pages);
        self.languages.extend(told.languages);
        for (reason, count) in told.reasons {
            *self.told.entry(reason).or_default() += count;
        }
    }

    fn add_helps(&mut self, helps: Helps, site: &Site) {
        for (sum, more) in [(&mut self.helped, helps.now), (&mut self.helped_before, helps.before)] {
            sum.groups.extend(more.groups);
            sum.first.extend(more.first);
            sum.wait.extend(more.wait);
            sum.handling.extend(more.handling);
        }
        for (at, count) in helps.quarters {
            *self.requests.entry(site.calendar().moment(at).hour_of_week()).or_default() += count;
        }
    }

    /// Gives entries their questions, as the desk's knowledge bases have them.
    async fn title(&mut self, desk: &Desk, rules: &Arc<Rules>, sites: &[Arc<Site>]) {
        for site in sites {
            // Without them the ids stand there.
            let Ok(Some(edition)) = desk.edition(rules, site.id()).await else { continue };
            let entries = edition.knowledge.entries.iter();
            let titles: BTreeMap<&str, &String> =
                entries.map(|entry| (entry.id.as_str(), &entry.text.question)).collect();
            for row in self.entries.iter_mut().filter(|row| row.site == site.id()) {
                row.title = titles.get(row.name.as_str()).map(|title| (*title).clone());
            }
        }
    }

    fn finish(mut self, sought: &Sought, sites: Vec<InsightSite>) -> Insights {
        let saved = saved(&self.now, &self.helped, &self.helped_before);
        for rows in [&mut self.entries, &mut self.pages, &mut self.languages] {
            rows.sort_by(|one, other| {
                (other.count, other.before, &one.site, &one.name).cmp(&(
                    one.count,
                    one.before,
                    &other.site,
                    &other.name,
                ))
            });
            rows.truncate(sought.most);
        }
        let first = 1 - i64::from(sought.days);
        let of_day = |day: i64| {
            let counts = self.days.get(&day).cloned().unwrap_or_default();
            InsightDay { date: date(self.today + day), ..counts }
        };
        let daily = (first..=0).map(of_day).collect();
        let hours = (0..WEEK_HOURS).map(|hour| hour_of(hour, &self.asked, &self.requests)).collect();
        Insights {
            days: sought.days,
            language: sought.language.clone(),
            sites,
            reasons: reasons(&self.helped.groups, &self.helped_before.groups, &self.told),
            people: people(&mut self.helped),
            people_before: people(&mut self.helped_before),
            saved,
            visits: self.now,
            visits_before: self.before,
            daily,
            hours,
            entries: self.entries,
            pages: self.pages,
            languages: self.languages,
            sample: false,
        }
    }
}

fn described(site: &Site, window: &Window) -> InsightSite {
    let settings = site.settings();
    InsightSite {
        id: settings.id.clone(),
        name: settings.name.clone(),
        on: settings.insights,
        from: date(window.from),
        until: date(window.until),
        time_zone: settings.time_zone.clone().unwrap_or_else(|| "UTC".to_owned()),
        elapsed_days: window.elapsed_days(),
    }
}

fn add(sum: &mut VisitCounts, more: &VisitCounts) {
    for (sum, more) in [
        (&mut sum.visits, more.visits),
        (&mut sum.confirmed, more.confirmed),
        (&mut sum.presumed, more.presumed),
        (&mut sum.handed_over, more.handed_over),
        (&mut sum.open, more.open),
        (&mut sum.asked, more.asked),
        (&mut sum.unanswered, more.unanswered),
        (&mut sum.clarified, more.clarified),
        (&mut sum.answered, more.answered),
        (&mut sum.up, more.up),
        (&mut sum.down, more.down),
    ] {
        *sum += more;
    }
    let (bands, moods) = (&mut sum.confidence, &mut sum.moods);
    for (sum, more) in [
        (&mut bands.below_50, more.confidence.below_50),
        (&mut bands.below_80, more.confidence.below_80),
        (&mut bands.below_95, more.confidence.below_95),
        (&mut bands.from_95, more.confidence.from_95),
        (&mut moods.angry, more.moods.angry),
        (&mut moods.anxious, more.moods.anxious),
        (&mut moods.dejected, more.moods.dejected),
        (&mut moods.calm, more.moods.calm),
        (&mut moods.glad, more.moods.glad),
    ] {
        *sum = sum.saturating_add(more);
    }
}

fn add_day(day: &mut InsightDay, more: &VisitCounts) {
    for (sum, more) in [
        (&mut day.visits, more.visits),
        (&mut day.confirmed, more.confirmed),
        (&mut day.presumed, more.presumed),
        (&mut day.handed_over, more.handed_over),
        (&mut day.asked, more.asked),
        (&mut day.unanswered, more.unanswered),
        (&mut day.up, more.up),
        (&mut day.down, more.down),
    ] {
        *sum += more;
    }
}

fn hour_of(hour: i64, asked: &BTreeMap<i64, u64>, requests: &BTreeMap<i64, u64>) -> InsightHour {
    let of = |counts: &BTreeMap<i64, u64>| counts.get(&hour).copied().unwrap_or_default();
    InsightHour {
        weekday: u8::try_from(hour / 24).unwrap_or_default(),
        hour: u8::try_from(hour % 24).unwrap_or_default(),
        asked: of(asked),
        requests: of(requests),
    }
}

fn people(helped: &mut Helped) -> PeopleCounts {
    let groups = &helped.groups;
    let mut scores = vec![0; 5];
    let mut moods = Moods::default();
    for group in groups {
        let given = group.score.and_then(|score| scores.get_mut(score.checked_sub(1)? as usize));
        if let Some(given) = given {
            *given += group.count;
        }
        let felt = match group.feeling {
            Feeling::Angry => &mut moods.angry,
            Feeling::Anxious => &mut moods.anxious,
            Feeling::Dejected => &mut moods.dejected,
            Feeling::Calm => &mut moods.calm,
            Feeling::Glad => &mut moods.glad,
        };
        *felt = felt.saturating_add(u32::try_from(group.count).unwrap_or(u32::MAX));
    }
    PeopleCounts {
        requests: groups.iter().map(|group| group.count).sum(),
        resolved: ended(groups, Outcome::Resolved),
        returned: ended(groups, Outcome::Returned),
        expired: ended(groups, Outcome::Expired),
        open: ended(groups, Outcome::Open),
        first_response: spread(&mut helped.first),
        wait: spread(&mut helped.wait),
        handling: spread(&mut helped.handling),
        scores,
        moods,
    }
}

fn ended(groups: &[HelpGroup], outcome: Outcome) -> u64 {
    groups.iter().filter(|group| group.outcome == outcome).map(|group| group.count).sum()
}

/// The least value that half, or nine in ten, do not exceed (nearest rank).
fn spread(values: &mut [u64]) -> Spread {
    values.sort_unstable();
    let rank =
        |tenths: usize| values.len() * tenths / 10 + usize::from(!(values.len() * tenths).is_multiple_of(10));
    let at = |tenths: usize| rank(tenths).checked_sub(1).and_then(|at| values.get(at)).copied();
    Spread { count: values.len() as u64, median_ms: at(5), p90_ms: at(9) }
}

fn saved(visits: &VisitCounts, now: &Helped, before: &Helped) -> SavedTime {
    let median = |mut values: Vec<u64>| {
        let spread = spread(&mut values);
        spread.median_ms.filter(|_| spread.count >= FEWEST_CONVERSATIONS)
    };
    let both = || now.handling.iter().chain(&before.handling).copied().collect();
    let handling_ms = median(now.handling.clone()).or_else(|| median(both()));
    let hours = |visits: u64| handling_ms.map(|handling_ms| visits as f64 * handling_ms as f64 / HOUR_MS);
    SavedTime {
        handling_ms,
        confirmed_hours: hours(visits.confirmed),
        presumed_hours: hours(visits.presumed),
        formula: FORMULA.to_owned(),
    }
}

fn reasons(
    now: &[HelpGroup],
    before: &[HelpGroup],
    told: &BTreeMap<HandoffReason, u64>,
) -> Vec<InsightReason> {
    let known: BTreeSet<HandoffReason> =
        now.iter().chain(before).map(|group| group.reason).chain(told.keys().copied()).collect();
    let of = |groups: &[HelpGroup], reason: HandoffReason| -> Vec<HelpGroup> {
        groups.iter().filter(|group| group.reason == reason).copied().collect()
    };
    let row = |reason: HandoffReason| {
        let (now, before) = (of(now, reason), of(before, reason));
        InsightReason {
            reason,
            requests: now.iter().map(|group| group.count).sum(),
            before: before.iter().map(|group| group.count).sum(),
            resolved: ended(&now, Outcome::Resolved),
            returned: ended(&now, Outcome::Returned),
            expired: ended(&now, Outcome::Expired),
            open: ended(&now, Outcome::Open),
            told: told.get(&reason).copied().unwrap_or_default(),
        }
    };
    let mut rows: Vec<InsightReason> = known.into_iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.requests, row.told)));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_the_least_that_half_do_not_exceed() {
        for (values, median, p90) in [
            (vec![], None, None),
            (vec![7], Some(7), Some(7)),
            (vec![9, 1], Some(1), Some(9)),
            (vec![5, 1, 3], Some(3), Some(5)),
            ((1..=10).collect(), Some(5), Some(9)),
            ((1..=11).rev().collect(), Some(6), Some(10)),
        ] {
            let spread = spread(&mut values.clone());
            assert_eq!((spread.median_ms, spread.p90_ms), (median, p90), "{values:?}");
        }
    }

    #[test]
    fn saved_time_is_reckoned_from_conversations_of_ones_own_or_not_at_all() {
        let visits = VisitCounts { confirmed: 10, presumed: 4, ..VisitCounts::default() };
        let times = |handling: &[u64]| Helped { handling: handling.to_vec(), ..Helped::default() };
        for (now, before, handling, confirmed, presumed) in [
            (vec![360_000, 180_000, 720_000], vec![1, 1, 1], Some(360_000), Some(1.0), Some(0.4)),
            (vec![360_000], vec![180_000, 720_000], Some(360_000), Some(1.0), Some(0.4)),
            (vec![360_000], vec![180_000], None, None, None),
        ] {
            let saved = saved(&visits, &times(&now), &times(&before));
            assert_eq!((saved.handling_ms, saved.confirmed_hours), (handling, confirmed));
            assert_eq!(saved.presumed_hours, presumed);
        }
    }
}
