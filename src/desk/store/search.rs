//! Conversations found again: by words in an index, among the closed ones, and by what the inbox shows of them.

use protocol::{Among, Find, Found, Hit, Mark, Spot};

use super::database::{Builder, Connection, Row};
use super::inbox::read_summary;
use super::index::{Index, Sought};
use super::indexing::{PLACES, SEAM, simplified, stands_alone, tokens_apart};
use super::word::word;
use super::{Agent, Store, StoreError};

/// Conversations of one page.
const PAGE: i64 = 50;
/// Words that count; each is one look into the index.
const MOST_WORDS: usize = 8;
/// Characters shown around the first of the words, and how many of them before it.
const SHOWN: usize = 120;
const BEFORE: usize = 16;
/// What the index puts around a word that it found; no text holds them.
pub const OPENS: char = '\u{2}';
pub const CLOSES: char = '\u{3}';

/// The last conversation of a page: when something last happened in it, and its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cursor {
    moved_at: i64,
    number: i64,
}

impl Cursor {
    /// Before the first page.
    const START: Self = Self { moved_at: i64::MAX, number: i64::MAX };

    /// Reads what [`Found::more`] carried; none for any other text.
    pub fn read(text: &str) -> Option<Self> {
        let (moved_at, number) = text.split_once('.')?;
        Some(Self { moved_at: moved_at.parse().ok()?, number: number.parse().ok()? })
    }

    fn to_text(self) -> String {
        format!("{}.{}", self.moved_at, self.number)
    }
}

impl Store {
    /// A page of the conversations that `find` asks for and the agent may see; what was said just now is among it.
    pub async fn find(&self, agent: &Agent, find: &Find, after: Option<Cursor>) -> Result<Found, StoreError> {
        let words = phrases(&find.words);
        if words.is_empty() && !find.words.trim().is_empty() {
            return Ok(Found::default());
        }
        if !words.is_empty()
            && let Err(error) = self.take_in_words().await
        {
            // What is in the index already can be found even where nothing can be written.
            tracing::warn!(cause = %error, "the latest words could not be indexed");
        }
        let mut view = self.read().await?;
        let after = after.unwrap_or(Cursor::START);
        let rows = page(Index::of(&view), find, &words, agent, after).build().fetch_all(&mut view).await?;
        let is_full = rows.len() > usize::try_from(PAGE).unwrap_or_default();
        let rows = &rows[..rows.len().min(usize::try_from(PAGE).unwrap_or_default())];
        let more = rows.last().filter(|_| is_full).map(cursor).transpose()?.map(Cursor::to_text);
        let mut hits = Vec::with_capacity(rows.len());
        for row in rows {
            hits.push(Hit {
                summary: read_summary(row)?,
                spot: spot(&mut view, &words, row.try_get("number")?).await?,
            });
        }
        Ok(Found { hits, more })
    }
}

fn cursor(row: &Row) -> Result<Cursor, StoreError> {
    Ok(Cursor { moved_at: row.try_get("moved_at")?, number: row.try_get("number")? })
}

/// What stands between spaces as queries of the index: quoted, so that nothing in it is more than words, and the last of them
/// as the beginning of a word, and Traditional signs as the Simplified ones of the index. Without what has neither letter nor
/// digit.
fn phrases(words: &str) -> Vec<String> {
    let apart = simplified(&tokens_apart(words));
    let has_word = |chunk: &&str| chunk.chars().any(char::is_alphanumeric);
    let chunks: Vec<&str> = apart.split_whitespace().filter(has_word).take(MOST_WORDS).collect();
    let quoted = |chunk: &str| ["\"", &chunk.replace('"', " "), "\""].concat();
    let mut phrases: Vec<String> = chunks.iter().map(|chunk| quoted(chunk)).collect();
    let begins = chunks.last().is_some_and(|last| !last.ends_with(stands_alone));
    if let Some(last) = phrases.last_mut().filter(|_| begins) {
        last.push('*');
    }
    phrases
}

/// The statement of one page, and one row more, by which it is known whether another follows.
fn page(index: Index, find: &Find, words: &[String], agent: &Agent, after: Cursor) -> Builder {
    let mut sql = Builder::new(
        "SELECT c.*, a.name AS agent_name FROM conversations c LEFT JOIN agents a ON a.id = c.agent
         WHERE (c.moved_at, c.number) < (",
    );
    sql.push_bind(after.moved_at).push(", ").push_bind(after.number).push(")");
    for word in words {
        index.narrow(&mut sql, word);
    }
    if find.among == Among::Closed {
        sql.push(" AND c.status IN ('returned', 'resolved', 'expired') AND c.watched = 0");
    }
    sql.push(" AND (NOT EXISTS (SELECT 1 FROM agent_sites WHERE agent = ").push_bind(agent.id.clone());
    sql.push(") OR c.site IN (SELECT site FROM agent_sites WHERE agent = ").push_bind(agent.id.clone());
    sql.push("))");
    let reason = find.reason.as_ref().map(word);
    let feeling = find.feeling.as_ref().map(word);
    for (column, value) in [
        (" AND c.site = ", &find.site),
        (" AND c.team = ", &find.team),
        (" AND c.language = ", &find.language),
        (" AND c.agent = ", &find.agent),
        (" AND c.reason = ", &reason),
        (FELT, &feeling),
    ] {
        if let Some(value) = value {
            sql.push(column).push_bind(value.clone());
        }
    }
    sql.push(" ORDER BY c.moved_at DESC, c.number DESC LIMIT ").push_bind(PAGE + 1);
    sql
}

/// The feeling that a console names, of a mood: the strongest signal that reaches 0.5, anger before worry before giving up.
const FELT: &str = " AND (SELECT CASE
        WHEN MAX(anger, anxiety, dejection) < 0.5 THEN iif(gladness >= 0.5, 'glad', 'calm')
        WHEN anger >= MAX(anxiety, dejection) THEN 'angry'
        WHEN anxiety >= dejection THEN 'anxious' ELSE 'dejected' END
    FROM (SELECT CAST(COALESCE(c.mood ->> 'anger', '0') AS DOUBLE PRECISION) AS anger, CAST(COALESCE(c.mood ->> 'anxiety', '0') AS DOUBLE PRECISION) AS anxiety,
        CAST(COALESCE(c.mood ->> 'dejection', '0') AS DOUBLE PRECISION) AS dejection, CAST(COALESCE(c.mood ->> 'gladness', '0') AS DOUBLE PRECISION) AS gladness) AS felt) = ";

/// Where the words stand in a conversation: where all of them do, else where any does, and there the latest.
async fn spot(
    connection: &mut Connection,
    words: &[String],
    conversation: i64,
) -> Result<Option<Spot>, StoreError> {
    if words.is_empty() {
        return Ok(None);
    }
    let first = conversation * PLACES;
    for sought in [Sought::All(words), Sought::Any(words)] {
        let found = Index::of(connection).latest(connection, &sought, first).await?;
        if let Some((id, text)) = found {
            return Ok(Some(shown((id % PLACES).unsigned_abs(), &text)));
        }
    }
    Ok(None)
}

/// The part of a text around the first word that was found, with the places of all that are in it. What came with a request
/// is many things, a line each: of these the one with the word is shown.
fn shown(seq: u64, highlighted: &str) -> Spot {
    let line = highlighted.lines().find(|line| line.contains(OPENS)).filter(|_| seq == 0);
    let highlighted = line.unwrap_or(highlighted);
    let before = highlighted.split(OPENS).next().unwrap_or_default();
    let before = before.chars().filter(|sign| *sign != SEAM).count();
    let from = before.saturating_sub(BEFORE);
    let (mut text, mut marks) = (String::new(), Vec::<Mark>::new());
    // Cut off in front, which one sign says.
    let mut length = u32::from(from > 0);
    text.extend((from > 0).then_some('…'));
    let mut at = 0;
    for sign in highlighted.chars() {
        match sign {
            SEAM => {}
            OPENS => marks.push(Mark { from: length, to: length }),
            CLOSES => marks.last_mut().into_iter().for_each(|mark| mark.to = length),
            _ if at >= from + SHOWN => {
                text.push('…');
                break;
            }
            sign => {
                if at >= from {
                    text.push(if sign == '\n' { ' ' } else { sign });
                    length += 1;
                }
                at += 1;
            }
        }
    }
    // The last may have been cut off inside.
    marks.iter_mut().filter(|mark| mark.to == mark.from).for_each(|mark| mark.to = length);
    marks.retain(|mark| mark.to > mark.from);
    Spot { seq, text, marks }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: &[&str]) {
        let expected: Vec<String> = expected.iter().map(|phrase| phrase.replace('|', "\u{1f}")).collect();
        assert_eq!(phrases(words), expected, "{words:?}");
    }

    #[test]
    fn whatever_is_typed_is_words() {
        check("", &[]);
        check("  *  \" - ", &[]);
        check("Order", &["\"Order\"*"]);
        check("where order", &["\"where\"", "\"order\"*"]);
        check("退款", &["\"退|款\""]);
        check("退款 ord", &["\"退|款\"", "\"ord\"*"]);
        check("退貨", &["\"退|货\""]);
        check("a\"b NEAR(", &["\"a b\"", "\"NEAR(\"*"]);
        check("words:x OR y*", &["\"words:x\"", "\"OR\"", "\"y*\"*"]);
    }

    #[test]
    fn a_spot_is_the_words_with_some_around_them() {
        let cases = [
            ("\u{2}退\u{1f}款\u{3}\u{1f}了", "退款了", vec![(0, 2)]),
            ("no mark", "no mark", vec![]),
            ("a \u{2}b\u{3}\nc \u{2}d\u{3}", "a b c d", vec![(2, 3), (6, 7)]),
        ];
        for (highlighted, text, marks) in cases {
            let spot = shown(3, highlighted);
            let found: Vec<(u32, u32)> = spot.marks.iter().map(|mark| (mark.from, mark.to)).collect();
            assert_eq!((spot.text.as_str(), found), (text, marks), "{highlighted:?}");
        }
        let line = shown(0, "Anna\nK-7\nWhere is \u{2}it\u{3}?\nNo");
        assert_eq!((line.text.as_str(), line.marks), ("Where is it?", vec![Mark { from: 9, to: 11 }]));
        let long = shown(0, &format!("{}\u{2}word\u{3}{}", "x".repeat(100), "y".repeat(300)));
        assert_eq!(long.text.chars().count(), SHOWN + 2);
        assert_eq!(long.marks, [Mark { from: 17, to: 21 }]);
    }

    #[test]
    fn a_cursor_comes_back() {
        let cursor = Cursor { moved_at: 7, number: 3 };
        assert_eq!(Cursor::read(&cursor.to_text()), Some(cursor));
        for text in ["", "7", "7.", "a.b", "7.3.1"] {
            assert_eq!(Cursor::read(text), None, "{text}");
        }
    }
}
