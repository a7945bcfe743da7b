//! Suggestions worked out at the desk: once a day, and anew on request.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use knowledge::KnowledgeBase;
use knowledge::suggest::{Asked, Material, suggest};
use protocol::{QuestionEnd, Suggestions};

use crate::bases::Edition;
use crate::packs::packs;
use crate::rules::Rules;
use crate::store::{AskedFor, LOOKED_OVER_MS, Run, StoreError, Taught};
use crate::{Desk, Site};

/// A day, milliseconds.
const DAY_MS: i64 = 86_400_000;
/// Questions and verdicts of so many days are looked at.
const DAYS: u32 = 30;
/// Uses of entries, and what agents answered, over so many.
const LONG_DAYS: u32 = 90;
/// Questions of a site that are looked at, the latest.
const QUESTIONS: usize = 10_000;
/// On request they are worked out anew after so long, milliseconds: 20 s, so that what an agent has just solved is soon
/// there to be looked at.
const FRESH_MS: i64 = 20_000;
/// Whoever asks is kept waiting so long, and then told what was worked out before: of 500 entries and 10,000 questions it
/// takes some ten seconds.
const PATIENCE: Duration = Duration::from_secs(3);
/// The daily look asks so often which sites are due, milliseconds: an hour.
const EVERY_MS: i64 = 3_600_000;

/// Who works them out, one after another.
#[derive(Debug, Default)]
pub(crate) struct Suggesting {
    turn: tokio::sync::Mutex<()>,
    /// When the daily look is due; the first of a process is.
    due: AtomicI64,
}

impl Desk {
    /// What is proposed for a site; worked out first where it never was, or where what it was made of has changed, and told as
    /// it was before where that takes long.
    pub(crate) async fn suggestions(
        &self,
        rules: &Arc<Rules>,
        site: &Site,
    ) -> Result<Suggestions, StoreError> {
        let working =
            !self.is_fresh(rules, site, FRESH_MS).await? && !self.work_out_soon(rules, site).await?;
        let mut told = self.store.suggestions(site.id(), self.now()).await?;
        if working && !self.is_of_this_edition(rules, site).await? {
            // Its drafts would take back what was published since.
            (told.suggestions, told.waiting, told.at) = (Vec::new(), 0, None);
        }
        Ok(Suggestions { insights: site.settings().insights, working, ..told })
    }

    /// Works it out; false where it goes on by itself, since it takes longer than anybody wants to wait.
    async fn work_out_soon(&self, rules: &Arc<Rules>, site: &Site) -> Result<bool, StoreError> {
        let (desk, rules, site) = (self.clone(), Arc::clone(rules), site.clone());
        let work = tokio::spawn(async move { desk.work_out_suggestions(&rules, &site, FRESH_MS).await });
        match tokio::time::timeout(PATIENCE, work).await {
            // Where it panicked, that stands in the log.
            Ok(done) => done.unwrap_or(Ok(())).map(|()| true),
            Err(_) => Ok(false),
        }
    }

    /// Works out what is proposed for each site whose last look was a day ago.
    pub(crate) async fn suggest_daily(&self) -> Result<(), StoreError> {
        let now = self.now();
        if self.suggesting.due.load(Ordering::Relaxed) > now {
            return Ok(());
        }
        self.suggesting.due.store(now + EVERY_MS, Ordering::Relaxed);
        let rules = self.rules();
        for site in rules.sites.iter() {
            if !self.is_fresh(&rules, site, DAY_MS).await? {
                self.work_out_suggestions(&rules, site, DAY_MS).await?;
            }
        }
        Ok(())
    }

    /// Whether what is proposed was worked out lately enough, for this edition, of what is still there.
    async fn is_fresh(&self, rules: &Arc<Rules>, site: &Site, within_ms: i64) -> Result<bool, StoreError> {
        let Some(run) = self.store.suggestion_run(site.id()).await? else {
            return Ok(false);
        };
        Ok(!run.stale && run.edition == self.tag(rules, site).await && self.now() - run.at < within_ms)
    }

    /// Whether what is proposed was worked out for the edition that visitors have.
    async fn is_of_this_edition(&self, rules: &Arc<Rules>, site: &Site) -> Result<bool, StoreError> {
        let run = self.store.suggestion_run(site.id()).await?;
        Ok(run.unwrap_or_default().edition == self.tag(rules, site).await)
    }

    /// The tag of the edition that visitors have; empty where they have none.
    async fn tag(&self, rules: &Arc<Rules>, site: &Site) -> String {
        self.known_edition(rules, site).await.map(|edition| edition.tag.clone()).unwrap_or_default()
    }

    /// What visitors are answered from; none where the site has nothing, or the database could not be read, which is told by
    /// whatever comes next.
    async fn known_edition(&self, rules: &Arc<Rules>, site: &Site) -> Option<Arc<Edition>> {
        self.edition(rules, site.id()).await.ok().flatten()
    }

    /// Works it out beside the requests, since it takes seconds.
    async fn work_out_suggestions(
        &self,
        rules: &Arc<Rules>,
        site: &Site,
        within_ms: i64,
    ) -> Result<(), StoreError> {
        let _turn = self.suggesting.turn.lock().await;
        // Whoever had the turn before may have done it.
        if self.is_fresh(rules, site, within_ms).await? {
            return Ok(());
        }
        let now = self.now();
        let calendar = site.calendar();
        let (window, long) = (calendar.window(DAYS, now), calendar.window(LONG_DAYS, now));
        let meant = AskedFor {
            site: site.id(),
            from: window.from,
            until: window.until,
            language: None,
            ends: &[],
            before: None,
        };
        let questions = self.store.asked(&meant, QUESTIONS).await?;
        let days = (long.from, long.until);
        let taught = self.store.taught(site.id(), long.from_ms, days).await?;
        let before = self.store.suggestion_run(site.id()).await?.unwrap_or_default();
        let decisions = self.store.decisions(site.id()).await?;
        let decided = self.store.decided(site.id()).await?;
        let edition = self.known_edition(rules, site).await;
        let tag = edition.as_ref().map(|edition| edition.tag.clone()).unwrap_or_default();
        let counts = site.settings().insights;
        let worked = tokio::task::spawn_blocking(move || {
            let Taught { rated, judged, handoffs, solutions, used, names } = taught;
            let asked = questions.into_iter().map(|one| (one.text, one.language, one.end, one.entry));
            // Where visits tell of thumbs, conversations would tell of the same ones again.
            let rated = if counts { Vec::new() } else { rated };
            let nothing = KnowledgeBase::default();
            let base = edition.as_ref().map_or(&nothing, |edition| &edition.knowledge);
            suggest(&Material {
                base,
                packs: packs(),
                options: base.options(),
                asked: added_up(asked).chain(rated).collect(),
                judged,
                handoffs,
                solutions,
                used,
                decided,
                topics: before.topics,
                names,
                today: window.until,
                days: DAYS,
            })
        });
        // Where it panicked, that stands in the log, and what was proposed before stays.
        let Ok(found) = worked.await else { return Ok(()) };
        let forget_before = now - kept_ms(rules.insights_days());
        let run = Run { at: now, edition: tag, stale: false, topics: found.topics, decisions, forget_before };
        self.store.keep_suggestions(site.id(), &run, &found.suggestions).await
    }
}

/// How long what was turned down can be looked over, milliseconds, where what visits told goes after so many days: nothing that
/// they told outlives that in it. It rests on questions of [`DAYS`] days, and may have waited one day for whoever decides.
fn kept_ms(insights_days: Option<i64>) -> i64 {
    let days = insights_days.map(|days| (days - i64::from(DAYS) - 1).max(0));
    days.map_or(LOOKED_OVER_MS, |days| LOOKED_OVER_MS.min(days * DAY_MS))
}

/// The same question with the same end once, and how often.
fn added_up(
    asked: impl Iterator<Item = (String, String, QuestionEnd, Option<String>)>,
) -> impl Iterator<Item = Asked> {
    let mut counts: BTreeMap<(String, String, QuestionEnd, Option<String>), u32> = BTreeMap::new();
    asked.for_each(|one| *counts.entry(one).or_default() += 1);
    counts.into_iter().map(|((text, language, end, entry), times)| Asked {
        text,
        language,
        end,
        entry,
        times,
        conversation: None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_turned_down_outlives_no_digest() {
        let check = |insights_days: Option<i64>, days: i64| {
            assert_eq!(kept_ms(insights_days), days * DAY_MS, "{insights_days:?}");
        };
        check(None, 90);
        check(Some(180), 90);
        check(Some(60), 29);
        check(Some(14), 0);
    }
}
