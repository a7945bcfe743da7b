//! A request for a person: kept once however often it comes, at most one open a conversation.

use protocol::{HandoffRequest, Status};

use super::conversation::{Caller, Standing, epoch, find, kept, reopen};
use super::database::{Connection, query, query_scalar};
use super::erasure::{erased_request, is_erased};
use super::event::append_status;
use super::filing::Filing;
use super::identity::bind_request;
use super::outbox::{Happening, announce};
use super::passing::pass_on;
use super::review::keep_answers;
use super::{Store, StoreError, plan, queue};
use crate::alerts::Topic;
use crate::identity::Identity;

/// No conversation has more requests, each of which may be a megabyte; a flood ends here.
const MOST_REQUESTS: i64 = 50;

/// Where a request comes from.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// The id of the site; only a new conversation takes it.
    pub site: &'a str,
    /// The visitor as the site's server vouches for.
    pub identity: Option<&'a Identity>,
    /// The target for a first answer, where there is one.
    pub target: Option<Target>,
    /// What the visitor's browser says that it is.
    pub device: Option<&'a str>,
}

/// By when the team means to answer first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Target {
    /// Milliseconds from when people are there.
    pub within_ms: i64,
    /// Unix milliseconds, for a request of now.
    pub due_at: i64,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Requested {
    /// It is durable and waits.
    Kept(Place),
    /// It already was.
    Repeated(Place),
    /// The conversation is another visitor's.
    Foreign,
    /// Another body stands under this key.
    KeyReused,
    /// The visitor had taken this very request back.
    Erased,
    /// The conversation has as many requests as it may.
    TooMany,
}

/// Where a visitor stands in the line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// 1 is next; 1 too once an agent has it.
    pub position: u32,
    /// Seconds; none while unknown.
    pub expected_wait_s: Option<u32>,
    /// Number of the latest event.
    pub seq: u64,
    /// The epoch of the database.
    pub epoch: String,
}

impl Store {
    /// Keeps a checked request.
    pub async fn request(
        &self,
        caller: Caller<'_>,
        request: &HandoffRequest,
        arrival: Arrival<'_>,
        now: i64,
    ) -> Result<Requested, StoreError> {
        let filing = Filing::new(request)?;
        let mut change = self.write().await?;
        let found = find(&mut change, caller.conversation).await?;
        if found.as_ref().is_some_and(|standing| !caller.token.matches(&standing.token_hash)) {
            return Ok(Requested::Foreign);
        }
        if let Some(standing) = &found
            && let Some(same) = find_key(&mut change, standing, &request.idempotency_key, &filing).await?
        {
            let place = place(&mut change, standing, now).await?;
            return Ok(if same { Requested::Repeated(place) } else { Requested::KeyReused });
        }
        if is_erased(&mut change, erased_request(caller, &request.idempotency_key)).await? {
            return Ok(Requested::Erased);
        }
        match &found {
            Some(standing) if is_full(&mut change, standing).await? => return Ok(Requested::TooMany),
            Some(standing) => renew(&mut change, standing, request, &filing, now).await?,
            None => {
                begin(&mut change, caller, (request, &filing), arrival.site, Status::Requested, now).await?
            }
        }
        let Some(standing) = find(&mut change, caller.conversation).await? else {
            return Ok(Requested::Foreign);
        };
        keep_request(&mut change, &standing, request, &filing, now).await?;
        keep_device(&mut change, standing.number, arrival.device).await?;
        keep_answers(&mut change, standing.number, &request.transcript).await?;
        if let Some(identity) = arrival.identity {
            bind_request(&mut change, standing.number, caller.conversation, identity, now).await?;
        }
        if found.as_ref().is_none_or(|before| before.status != standing.status) {
            aim(&mut change, &standing, arrival.target).await?;
        }
        if is_news(found.as_ref(), &standing) {
            let happening = Happening { topic: Topic::Requested, conversation: standing.number, at: now };
            announce(&mut change, &happening).await?;
        }
        let place = place(&mut change, &standing, now).await?;
        change.commit().await?;
        Ok(Requested::Kept(place))
    }
}

/// Whether agents are told: somebody waits who did not, or whoever waits can wait no longer.
fn is_news(before: Option<&Standing>, now: &Standing) -> bool {
    let is_pressing = |before: &Standing| now.status == Status::Requested && now.priority > before.priority;
    before.is_none_or(|before| before.status != now.status || is_pressing(before))
}

/// Whether the key is known here, and then whether it came with the same body.
async fn find_key(
    connection: &mut Connection,
    standing: &Standing,
    key: &str,
    filing: &Filing,
) -> Result<Option<bool>, StoreError> {
    let hash: Option<Vec<u8>> =
        query_scalar("SELECT body_hash FROM handoffs WHERE conversation = ? AND key = ?")
            .bind(standing.number)
            .bind(key)
            .fetch_optional(connection)
            .await?;
    Ok(hash.map(|hash| filing.body_hash.matches(&hash)))
}

async fn is_full(connection: &mut Connection, standing: &Standing) -> Result<bool, StoreError> {
    let kept: i64 = query_scalar("SELECT COUNT(*) FROM handoffs WHERE conversation = ?")
        .bind(standing.number)
        .fetch_one(connection)
        .await?;
    Ok(kept >= MOST_REQUESTS)
}

/// Keeps the target for a first answer.
async fn aim(
    connection: &mut Connection,
    standing: &Standing,
    target: Option<Target>,
) -> Result<(), StoreError> {
    query("UPDATE conversations SET target_ms = ?, due_at = ? WHERE number = ?")
        .bind(target.map(|target| target.within_ms))
        .bind(target.map(|target| target.due_at))
        .bind(standing.number)
        .execute(connection)
        .await?;
    Ok(())
}

/// Makes a conversation that waits, or one that agents may read along.
pub async fn begin(
    connection: &mut Connection,
    caller: Caller<'_>,
    (request, filing): (&HandoffRequest, &Filing),
    site: &str,
    status: Status,
    now: i64,
) -> Result<(), StoreError> {
    let number: i64 = query_scalar(
        "INSERT INTO conversations (id, token_hash, status, priority, urgent, requested_at, seq, visitor, preview,
            reason, mood, team, language, site, watched, waiting_for_agent)
         VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?, ?, 1) RETURNING number",
    )
    .bind(caller.conversation)
    .bind(caller.token.bytes())
    .bind(kept(status))
    .bind(filing.is_first)
    .bind(filing.is_urgent)
    .bind(now)
    .bind(&filing.visitor)
    .bind(&filing.preview)
    .bind(&filing.reason)
    .bind(&filing.mood)
    .bind(&request.team)
    .bind(&request.language)
    .bind(site)
    .bind(status == Status::Watched)
    .fetch_one(&mut *connection)
    .await?;
    append_status(connection, number, status, None, now).await.map(drop)
}

/// A later request tells the agent the newest; where the conversation had ended it waits again, and where it
/// is still open it keeps its place.
async fn renew(
    connection: &mut Connection,
    standing: &Standing,
    request: &HandoffRequest,
    filing: &Filing,
    now: i64,
) -> Result<(), StoreError> {
    query(
        "UPDATE conversations SET priority = ?, urgent = ?, visitor = COALESCE(?, visitor), preview = ?, reason = ?,
            mood = ?, team = ?, language = ?, waiting_for_agent = 1 WHERE number = ?",
    )
    .bind(filing.is_first)
    .bind(filing.is_urgent)
    .bind(&filing.visitor)
    .bind(&filing.preview)
    .bind(&filing.reason)
    .bind(&filing.mood)
    .bind(&request.team)
    .bind(&request.language)
    .bind(standing.number)
    .execute(&mut *connection)
    .await?;
    plan::wake(connection, standing.number, now).await?;
    reopen(connection, standing, now).await
}

pub async fn keep_device(
    connection: &mut Connection,
    number: i64,
    device: Option<&str>,
) -> Result<(), StoreError> {
    query("UPDATE conversations SET device = ? WHERE number = ?")
        .bind(device)
        .bind(number)
        .execute(connection)
        .await?;
    Ok(())
}

pub async fn keep_request(
    connection: &mut Connection,
    standing: &Standing,
    request: &HandoffRequest,
    filing: &Filing,
    now: i64,
) -> Result<(), StoreError> {
    query("INSERT INTO handoffs (conversation, key, body_hash, request, at) VALUES (?, ?, ?, ?, ?)")
        .bind(standing.number)
        .bind(&request.idempotency_key)
        .bind(filing.body_hash.bytes())
        .bind(&filing.request)
        .bind(now)
        .execute(&mut *connection)
        .await?;
    pass_on(connection, standing.number, now).await
}

async fn place(connection: &mut Connection, standing: &Standing, now: i64) -> Result<Place, StoreError> {
    let seq = standing.seq.unsigned_abs();
    let epoch = epoch(&mut *connection).await?;
    if standing.status != Status::Requested {
        return Ok(Place { position: 1, expected_wait_s: None, seq, epoch });
    }
    let position = queue::position(connection, standing).await?;
    let expected_wait_s = queue::expected_wait_s(connection, standing, position, now).await?;
    Ok(Place { position, expected_wait_s, seq, epoch })
}
