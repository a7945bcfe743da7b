//! The topics that were found before, and the questions that topics are made of.

use knowledge::topics::Known;
use protocol::{InsightQuestion, QuestionEnd};

use super::asked::{AskedFor, read};
use super::database::{Connection, query, query_as, query_scalar};
use super::digest::DAY_IDS;
use super::name::{Kind, find_name};
use super::word::word;
use super::{Store, StoreError};

/// Days for which a topic is known that was not found again.
const KNOWN_DAYS: i64 = 90;

/// Questions of a range of days, all or an even share of them.
#[derive(Debug, Default)]
pub struct Sample {
    /// The questions, the latest first.
    pub questions: Vec<InsightQuestion>,
    /// For how many each of them stands: every so many are taken.
    pub each: u64,
}

/// Tells one state of a site's questions from another, as far as topics go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    first: i64,
    last: i64,
}

impl Store {
    /// The questions that are meant, at most about so many, taken evenly over the days.
    pub async fn sample(&self, meant: &AskedFor<'_>, most: usize) -> Result<Sample, StoreError> {
        let mut view = self.read().await?;
        let language = match meant.language {
            None => None,
            Some(name) => match find_name(&mut view, meant.site, (Kind::Language, name)).await? {
                None => return Ok(Sample { each: 1, ..Sample::default() }),
                some => some,
            },
        };
        let mut all = 0;
        for end in meant.ends {
            all += count(&mut view, meant, *end, language).await?;
        }
        let each = all.div_ceil(most.max(1) as u64).max(1);
        let mut questions = Vec::new();
        for end in meant.ends {
            questions.extend(evenly(&mut view, meant, (*end, language), each).await?);
        }
        questions.sort_unstable_by_key(|question: &InsightQuestion| std::cmp::Reverse(question.id));
        Ok(Sample { questions, each })
    }

    /// What changes with each question that comes to those that are meant or goes from them.
    pub async fn stamp(&self, meant: &AskedFor<'_>) -> Result<Stamp, StoreError> {
        let mut view = self.read().await?;
        let mut stamp = Stamp { first: i64::MAX, last: 0 };
        for end in meant.ends {
            let (first, last): (Option<i64>, Option<i64>) = query_as(
                "SELECT (SELECT MIN(id) FROM asked_questions WHERE site = ?1 AND ended = ?2 AND id BETWEEN ?3 AND ?4),
                    (SELECT MAX(id) FROM asked_questions WHERE site = ?1 AND ended = ?2 AND id BETWEEN ?3 AND ?4)",
            )
            .bind(meant.site)
            .bind(word(end))
            .bind(meant.from * DAY_IDS)
            .bind((meant.until + 1) * DAY_IDS - 1)
            .fetch_one(&mut view)
            .await?;
            stamp.first = stamp.first.min(first.unwrap_or(i64::MAX));
            stamp.last = stamp.last.max(last.unwrap_or_default());
        }
        Ok(stamp)
    }

    /// The topics of a site that were found before, by their ids.
    pub async fn known_topics(&self, site: &str) -> Result<Vec<Known>, StoreError> {
        let rows: Vec<(String, String, Vec<u8>)> =
            query_as("SELECT topic, name, marks FROM known_topics WHERE site = ? ORDER BY topic")
                .bind(site)
                .fetch_all(&mut *self.read().await?)
                .await?;
        Ok(rows.into_iter().map(|(id, name, marks)| Known { id, name, marks: read_marks(&marks) }).collect())
    }

    /// Keeps the topics that were found on a day. Those that are known stay as they are, but for the day, unless `anew`: a
    /// narrower look holds only some of a topic's questions.
    pub async fn keep_topics(
        &self,
        site: &str,
        topics: &[Known],
        day: i64,
        anew: bool,
    ) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        for topic in topics {
            query(
                "INSERT INTO known_topics (site, topic, name, marks, last_day) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (site, topic) DO UPDATE SET last_day = MAX(known_topics.last_day, ?5),
                name = iif(?6 <> 0, excluded.name, known_topics.name),
                marks = iif(?6 <> 0, excluded.marks, known_topics.marks)",
            )
            .bind(site)
            .bind(&topic.id)
            .bind(&topic.name)
            .bind(write_marks(&topic.marks))
            .bind(day)
            .bind(anew)
            .execute(&mut change)
            .await?;
        }
        query("DELETE FROM known_topics WHERE site = ? AND last_day < ?")
            .bind(site)
            .bind(day - KNOWN_DAYS)
            .execute(&mut change)
            .await?;
        change.commit().await?;
        Ok(())
    }
}

/// How many questions ended so.
async fn count(
    connection: &mut Connection,
    meant: &AskedFor<'_>,
    end: QuestionEnd,
    language: Option<i64>,
) -> Result<u64, StoreError> {
    let sql = match language {
        None => {
            "SELECT COUNT(*) FROM asked_questions WHERE site = ?1 AND ended = ?2 AND id BETWEEN ?3 AND ?4"
        }
        Some(_) => {
            "SELECT COUNT(*) FROM asked_questions WHERE site = ?1 AND ended = ?2 AND id BETWEEN ?3 AND ?4 AND language = ?5"
        }
    };
    let count: i64 = query_scalar(sql)
        .bind(meant.site)
        .bind(word(&end))
        .bind(meant.from * DAY_IDS)
        .bind((meant.until + 1) * DAY_IDS - 1)
        .bind(language)
        .fetch_one(connection)
        .await?;
    Ok(count.unsigned_abs())
}

async fn evenly(
    connection: &mut Connection,
    meant: &AskedFor<'_>,
    (end, language): (QuestionEnd, Option<i64>),
    each: u64,
) -> Result<Vec<InsightQuestion>, StoreError> {
    let sql = match language {
        None => {
            "SELECT q.*, l.name AS language_name, e.name AS entry_name FROM asked_questions q
             JOIN insight_names l ON l.id = q.language LEFT JOIN insight_names e ON e.id = q.entry
             WHERE q.site = ?1 AND q.ended = ?2 AND q.id BETWEEN ?3 AND ?4 AND q.id % ?5 = 0"
        }
        Some(_) => {
            "SELECT q.*, l.name AS language_name, e.name AS entry_name FROM asked_questions q
             JOIN insight_names l ON l.id = q.language LEFT JOIN insight_names e ON e.id = q.entry
             WHERE q.site = ?1 AND q.ended = ?2 AND q.id BETWEEN ?3 AND ?4 AND q.id % ?5 = 0 AND q.language = ?6"
        }
    };
    let rows = query(sql)
        .bind(meant.site)
        .bind(word(&end))
        .bind(meant.from * DAY_IDS)
        .bind((meant.until + 1) * DAY_IDS - 1)
        .bind(i64::try_from(each).unwrap_or(i64::MAX))
        .bind(language)
        .fetch_all(connection)
        .await?;
    rows.iter().map(read).collect()
}

fn write_marks(marks: &[u64]) -> Vec<u8> {
    marks.iter().flat_map(|mark| mark.to_be_bytes()).collect()
}

fn read_marks(bytes: &[u8]) -> Vec<u64> {
    let (marks, _) = bytes.as_chunks::<8>();
    marks.iter().map(|mark| u64::from_be_bytes(*mark)).collect()
}

#[cfg(test)]
mod tests {
    use protocol::{Digest, DigestQuestion};

    use super::super::Arrived;
    use super::*;
    use crate::calendar::Moment;
    use crate::secret::new_secret;

    const DAY: i64 = 20_000;

    /// Five visits with 20 questions each that stayed unanswered, and one that was rated down.
    async fn filled(store: &Store) {
        for visit in 0..6 {
            let end = if visit < 5 { QuestionEnd::Unanswered } else { QuestionEnd::RatedDown };
            let question = |at: usize| DigestQuestion {
                text: format!("question {visit} {at}"),
                language: Some("en".to_owned()),
                end,
                entry: None,
                confidence: None,
            };
            let questions = if visit < 5 { (0..20).map(question).collect() } else { vec![question(0)] };
            let digest = Digest {
                visit: format!("visit-of-the-test-{visit:04}"),
                number: 1,
                language: "en".to_owned(),
                asked: 20,
                questions,
                ..Digest::default()
            };
            let moment = Moment { day: DAY, hour: 3 };
            let arrived = Arrived { site: "shop", moment, at: DAY * 86_400_000, digest: &digest };
            store.take_digests(&[arrived]).await.unwrap();
        }
    }

    #[tokio::test]
    async fn of_many_questions_an_even_share_is_taken() {
        let folder = std::env::temp_dir().join(format!("desk-topic-{}", new_secret().unwrap()));
        let store = Store::open_quietly(&(&folder.join("desk.db")).into()).await.unwrap();
        filled(&store).await;
        let ends = [QuestionEnd::Unanswered, QuestionEnd::RatedDown];
        let meant =
            AskedFor { site: "shop", from: DAY, until: DAY, language: None, ends: &ends, before: None };
        let all = store.sample(&meant, 101).await.unwrap();
        assert_eq!((all.questions.len(), all.each), (101, 1));
        let some = store.sample(&meant, 30).await.unwrap();
        assert_eq!(some.each, 4);
        assert!((25..=26).contains(&some.questions.len()), "{}", some.questions.len());
        assert!(some.questions.iter().all(|question| question.id % 4 == 0));
        let other = AskedFor { from: DAY + 1, until: DAY + 1, ..meant.clone() };
        assert_eq!(store.sample(&other, 30).await.unwrap().questions.len(), 0);
        let zh = AskedFor { language: Some("zh"), ..meant.clone() };
        assert_eq!(store.sample(&zh, 30).await.unwrap().questions.len(), 0);
        let en = AskedFor { language: Some("en"), ..meant.clone() };
        assert_eq!(store.sample(&en, 30).await.unwrap().each, 4);
        assert_ne!(store.stamp(&meant).await.unwrap(), store.stamp(&other).await.unwrap());
        store.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[tokio::test]
    async fn a_narrower_look_leaves_what_is_known() {
        let folder = std::env::temp_dir().join(format!("desk-known-{}", new_secret().unwrap()));
        let store = Store::open_quietly(&(&folder.join("desk.db")).into()).await.unwrap();
        let known = |id: &str, marks: &[u64]| Known {
            id: id.to_owned(),
            name: format!("name of {id}"),
            marks: marks.to_vec(),
        };
        store.keep_topics("shop", &[known("a", &[1, u64::MAX]), known("b", &[3])], DAY, true).await.unwrap();
        store.keep_topics("shop", &[known("a", &[1]), known("c", &[4])], DAY + 50, false).await.unwrap();
        let expected = [known("a", &[1, u64::MAX]), known("b", &[3]), known("c", &[4])];
        assert_eq!(store.known_topics("shop").await.unwrap(), expected);
        store.keep_topics("shop", &[known("a", &[1])], DAY + 91, true).await.unwrap();
        let expected = [known("a", &[1]), known("c", &[4])];
        assert_eq!(store.known_topics("shop").await.unwrap(), expected, "what wasn't found for so long goes");
        assert_eq!(store.known_topics("bank").await.unwrap(), []);
        store.close().await;
        std::fs::remove_dir_all(folder).unwrap();
    }
}
