//! What agents write for one another: notes, whom they name, and questions to a team.
//!
//! Nothing here touches `events`, so that no visitor's browser, mail or webhook can get any of it.

use link::Action;
use protocol::{Mention, NewNote, Note, Question, Settling};

use super::assignment::Giver;
use super::conversation::{Standing, find};
use super::database::{Connection, Row, query, query_as, query_scalar};
use super::ownership::transfer;
use super::word::{json, read_json, read_word, word};
use super::{Acted, Agent, Store, StoreError};

/// Notes of a conversation at most.
const MOST_NOTES: i64 = 1_000;
/// Bytes of all their words at most, since an agent who looks gets all of them.
const MOST_BYTES: i64 = 1024 * 1024;
/// One reply of a socket ends with the note that brings its words to so many bytes; a frame has a limit.
const BYTES_PER_REPLY: usize = 256 * 1024;

/// What became of a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noted {
    /// It is durable under this number.
    Kept(u64),
    /// It already was.
    Repeated(u64),
    /// No such conversation.
    Unknown,
    /// Another note stands under this id.
    IdReused,
    /// The conversation has as many notes as it may.
    TooMany,
    /// Nobody is in the team that it asks.
    NoTeam,
    /// It answers no question of the conversation.
    NoQuestion,
}

/// With what a note is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Occasion {
    /// By itself.
    None,
    /// As the conversation goes back to the assistant.
    Return,
}

/// What became of a conversation that an agent gives back with a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Returned {
    /// As without a note; the note is kept where it is done.
    Acted(Acted),
    /// Nothing was done, since the note cannot be kept.
    Refused(Noted),
}

/// What became of closing a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// It is closed now, or was settled already.
    Done,
    /// No such conversation, or no such question in it.
    Unknown,
    /// Another agent asked it.
    Anothers,
}

impl Store {
    /// Keeps a note; a repeat of it changes nothing.
    pub async fn note(&self, id: &str, agent: &Agent, note: &NewNote, now: i64) -> Result<Noted, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Noted::Unknown);
        };
        let noted = keep(&mut change, &standing, agent, note, Occasion::None, now).await?;
        if matches!(noted, Noted::Kept(_)) {
            change.commit().await?;
        }
        Ok(noted)
    }

    /// Gives a conversation back to the assistant and keeps what the team should know of it, both or nothing.
    pub async fn hand_back(
        &self,
        id: &str,
        agent: &Agent,
        note: &NewNote,
        now: i64,
    ) -> Result<Returned, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Returned::Acted(Acted::Unknown));
        };
        let acted = transfer(&mut change, &standing, agent, Action::Return, now).await?;
        if acted != Acted::Done {
            return Ok(Returned::Acted(acted));
        }
        let noted = keep(&mut change, &standing, agent, note, Occasion::Return, now).await?;
        if !matches!(noted, Noted::Kept(_) | Noted::Repeated(_)) {
            return Ok(Returned::Refused(noted));
        }
        change.commit().await?;
        Ok(Returned::Acted(acted))
    }

    /// An agent has seen a conversation's notes up to a number; false where there is no such conversation.
    pub async fn see_notes(&self, id: &str, agent: &Agent, number: u64) -> Result<bool, StoreError> {
        let mut view = self.read().await?;
        let Some(standing) = find(&mut view, id).await? else { return Ok(false) };
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let unseen: Vec<i64> = query_scalar(
            "SELECT m.note FROM mentions m JOIN notes n ON n.row = m.note
             WHERE m.agent = ? AND m.seen = 0 AND n.conversation = ? AND n.number <= ?",
        )
        .bind(&agent.id)
        .bind(standing.number)
        .bind(number)
        .fetch_all(&mut view)
        .await?;
        drop(view);
        if unseen.is_empty() {
            return Ok(true);
        }
        let mut change = self.write().await?;
        query("UPDATE mentions SET seen = 1 WHERE agent = ? AND note IN (SELECT CAST(value AS BIGINT) FROM json_each(?))")
            .bind(&agent.id)
            .bind(json(&unseen)?)
            .execute(&mut change)
            .await?;
        change.commit().await?;
        Ok(true)
    }

    /// Whoever asked needs no answer any longer, or a lead says so.
    pub async fn close_question(
        &self,
        id: &str,
        closer: Giver<'_>,
        note: &str,
    ) -> Result<Closing, StoreError> {
        let mut change = self.write().await?;
        let Some(standing) = find(&mut change, id).await? else {
            return Ok(Closing::Unknown);
        };
        let Some(asked) = find_question(&mut change, standing.number, note).await? else {
            return Ok(Closing::Unknown);
        };
        if asked.agent != closer.agent.id && !closer.leads {
            return Ok(Closing::Anothers);
        }
        if !asked.is_settled {
            settle(&mut change, &standing, &asked, Settling::Closed, closer.agent).await?;
            change.commit().await?;
        }
        Ok(Closing::Done)
    }
}

/// Keeps a note within a change.
async fn keep(
    connection: &mut Connection,
    standing: &Standing,
    agent: &Agent,
    note: &NewNote,
    occasion: Occasion,
    now: i64,
) -> Result<Noted, StoreError> {
    if let Some(known) = find_note(connection, standing.number, agent, note).await? {
        return Ok(known);
    }
    if let Some(team) = &note.asks
        && !is_team(connection, team).await?
    {
        return Ok(Noted::NoTeam);
    }
    let answered = match &note.answers {
        Some(id) => match find_question(connection, standing.number, id).await? {
            Some(asked) => Some(asked),
            None => return Ok(Noted::NoQuestion),
        },
        None => None,
    };
    if is_full(connection, standing.number).await? {
        return Ok(Noted::TooMany);
    }
    let number = next_number(connection, standing.number).await?;
    let row = insert(connection, standing.number, (number, occasion), agent, note, now).await?;
    mention(connection, standing, row, agent, &note.mentions).await?;
    if let Some(asked) = answered {
        answer(connection, standing, &asked, row, agent).await?;
    }
    Ok(Noted::Kept(number.unsigned_abs()))
}

async fn insert(
    connection: &mut Connection,
    conversation: i64,
    (number, occasion): (i64, Occasion),
    agent: &Agent,
    note: &NewNote,
    now: i64,
) -> Result<i64, StoreError> {
    Ok(query_scalar(
        "INSERT INTO notes (conversation, id, number, at, agent, name, text, asks, answers, with_return)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING row",
    )
    .bind(conversation)
    .bind(&note.id)
    .bind(number)
    .bind(now)
    .bind(&agent.id)
    .bind(&agent.name)
    .bind(&note.text)
    .bind(&note.asks)
    .bind(&note.answers)
    .bind(occasion == Occasion::Return)
    .fetch_one(connection)
    .await?)
}

/// What stands under a note's id: the very same note of the same agent, or another.
async fn find_note(
    connection: &mut Connection,
    conversation: i64,
    agent: &Agent,
    note: &NewNote,
) -> Result<Option<Noted>, StoreError> {
    let found: Option<(i64, String, String, Option<String>)> =
        query_as("SELECT number, agent, text, asks FROM notes WHERE conversation = ? AND id = ?")
            .bind(conversation)
            .bind(&note.id)
            .fetch_optional(connection)
            .await?;
    Ok(found.map(|(number, by, text, asks)| {
        let is_same = by == agent.id && text == note.text && asks == note.asks;
        if is_same { Noted::Repeated(number.unsigned_abs()) } else { Noted::IdReused }
    }))
}

/// Names agents who may see the conversation; nobody is called by a note of their own.
async fn mention(
    connection: &mut Connection,
    standing: &Standing,
    note: i64,
    by: &Agent,
    agents: &[String],
) -> Result<(), StoreError> {
    query(
        "INSERT INTO mentions (note, agent, name)
         SELECT ?1, a.id, a.name FROM agents a
         WHERE a.id IN (SELECT value FROM json_each(?2)) AND a.id <> ?3 AND a.disabled_at IS NULL
         AND (NOT EXISTS (SELECT 1 FROM agent_sites s WHERE s.agent = a.id)
            OR EXISTS (SELECT 1 FROM agent_sites s WHERE s.agent = a.id AND s.site = ?4))
         ON CONFLICT DO NOTHING",
    )
    .bind(note)
    .bind(json(&agents)?)
    .bind(&by.id)
    .bind(&standing.site)
    .execute(connection)
    .await?;
    Ok(())
}

/// A question to a team, as it is settled.
struct Asked {
    row: i64,
    agent: String,
    team: String,
    is_settled: bool,
}

async fn find_question(
    connection: &mut Connection,
    conversation: i64,
    id: &str,
) -> Result<Option<Asked>, StoreError> {
    let found: Option<(i64, String, String, bool)> = query_as(
        "SELECT row, agent, asks, settled IS NOT NULL FROM notes
         WHERE conversation = ? AND id = ? AND asks IS NOT NULL",
    )
    .bind(conversation)
    .bind(id)
    .fetch_optional(connection)
    .await?;
    Ok(found.map(|(row, agent, team, is_settled)| Asked { row, agent, team, is_settled }))
}

/// One of the team that was asked settles the question by a note; whoever asked is called to it.
async fn answer(
    connection: &mut Connection,
    standing: &Standing,
    asked: &Asked,
    note: i64,
    by: &Agent,
) -> Result<(), StoreError> {
    mention(connection, standing, note, by, std::slice::from_ref(&asked.agent)).await?;
    let is_of_team = by.teams.contains(&asked.team) && asked.agent != by.id;
    if is_of_team && !asked.is_settled {
        settle(connection, standing, asked, Settling::Answered, by).await?;
    }
    Ok(())
}

async fn settle(
    connection: &mut Connection,
    standing: &Standing,
    asked: &Asked,
    how: Settling,
    by: &Agent,
) -> Result<(), StoreError> {
    let number = next_number(connection, standing.number).await?;
    query("UPDATE notes SET settled = ?, settled_by = ?, number = ? WHERE row = ?")
        .bind(word(&how))
        .bind(&by.name)
        .bind(number)
        .bind(asked.row)
        .execute(connection)
        .await?;
    Ok(())
}

async fn is_team(connection: &mut Connection, team: &str) -> Result<bool, StoreError> {
    Ok(query_scalar(
        "SELECT EXISTS (SELECT 1 FROM agent_teams t JOIN agents a ON a.id = t.agent
            WHERE t.team = ? AND a.disabled_at IS NULL)",
    )
    .bind(team)
    .fetch_one(connection)
    .await?)
}

async fn is_full(connection: &mut Connection, conversation: i64) -> Result<bool, StoreError> {
    let (count, bytes): (i64, i64) =
        query_as("SELECT COUNT(*), COALESCE(SUM(octet_length(text)), 0) FROM notes WHERE conversation = ?")
            .bind(conversation)
            .fetch_one(connection)
            .await?;
    Ok(count >= MOST_NOTES || bytes >= MOST_BYTES)
}

async fn next_number(connection: &mut Connection, conversation: i64) -> Result<i64, StoreError> {
    let sql = "UPDATE conversations SET note_number = note_number + 1 WHERE number = ? RETURNING note_number";
    Ok(query_scalar(sql).bind(conversation).fetch_one(connection).await?)
}

/// All notes of a conversation in the order of time.
pub async fn notes(connection: &mut Connection, conversation: i64) -> Result<Vec<Note>, StoreError> {
    select(connection, conversation, (0, "n.row")).await
}

/// The notes that are new or changed since a number, by their numbers, as many as one reply carries.
pub async fn notes_after(
    connection: &mut Connection,
    conversation: i64,
    number: u64,
) -> Result<Vec<Note>, StoreError> {
    let after = i64::try_from(number).unwrap_or(i64::MAX);
    let mut found = select(connection, conversation, (after, "n.number")).await?;
    let mut bytes = 0;
    let full = found.iter().position(|note| {
        bytes += note.text.len();
        bytes >= BYTES_PER_REPLY
    });
    found.truncate(full.map_or(found.len(), |last| last + 1));
    Ok(found)
}

async fn select(
    connection: &mut Connection,
    conversation: i64,
    (after, order): (i64, &'static str),
) -> Result<Vec<Note>, StoreError> {
    const BY_ROW: &str = "SELECT n.*, (SELECT json_group_array(m.agent ORDER BY m.name, m.agent) FROM mentions m WHERE m.note = n.row) AS called,
            (SELECT json_group_array(m.name ORDER BY m.name, m.agent) FROM mentions m WHERE m.note = n.row) AS names
         FROM notes n WHERE n.conversation = ? AND n.number > ? ORDER BY ";
    let sql = sqlx::AssertSqlSafe([BY_ROW, order].concat());
    let rows = query(sql).bind(conversation).bind(after).fetch_all(connection).await?;
    rows.iter().map(read_note).collect()
}

fn read_note(row: &Row) -> Result<Note, StoreError> {
    let number: i64 = row.try_get("number")?;
    let (called, names): (String, String) = (row.try_get("called")?, row.try_get("names")?);
    let called = read_json::<Vec<String>>("called", &called)?.into_iter();
    let mentions = called.zip(read_json::<Vec<String>>("names", &names)?);
    Ok(Note {
        number: number.unsigned_abs(),
        id: row.try_get("id")?,
        at: row.try_get("at")?,
        agent: row.try_get("agent")?,
        name: row.try_get("name")?,
        text: row.try_get("text")?,
        mentions: mentions.map(|(agent, name)| Mention { agent, name }).collect(),
        question: read_question(row)?,
        answers: row.try_get("answers")?,
        with_return: row.try_get("with_return")?,
    })
}

fn read_question(row: &Row) -> Result<Option<Question>, StoreError> {
    let Some(team) = row.try_get("asks")? else {
        return Ok(None);
    };
    let settled: Option<String> = row.try_get("settled")?;
    let settled = settled.map(|how| read_word("settled", how)).transpose()?;
    Ok(Some(Question { team, settled, by: row.try_get("settled_by")? }))
}
