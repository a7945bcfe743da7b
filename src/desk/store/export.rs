//! All that the desk keeps of conversations, one after the other, for the owner's commands.

use protocol::{Contact, ConversationSummary, Event, HandoffRequest, Note};
use serde::Serialize;

use super::contact::contact;
use super::database::{Connection, query_as, query_scalar};
use super::erasure::numbers_of;
use super::event::events;
use super::inbox::summary;
use super::note::notes;
use super::word::read_json;
use super::{Store, StoreError};

/// Whose conversations to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// All.
    All,
    /// The one with this id.
    Conversation(String),
    /// Those of a visitor: by id, number, e-mail, name or subject.
    Visitor(String),
}

/// A conversation with everything that is kept of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Exported {
    /// As in the inbox.
    pub conversation: ConversationSummary,
    /// Each request for a person, with what was said before it and what the site told of the visitor.
    pub requests: Vec<ExportedRequest>,
    /// What happened at the desk, in order.
    pub events: Vec<Event>,
    /// What agents noted of it among themselves, in the order of time.
    pub notes: Vec<Note>,
    /// How the visitor said to be reached.
    pub contact: Option<Contact>,
    /// Who the visitor is, as the site's server vouched.
    pub identity: Option<ExportedIdentity>,
}

/// Who a visitor is, as a site's server vouched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportedIdentity {
    /// The site's id of the visitor.
    pub subject: String,
    /// The name.
    pub name: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
}

/// A request for a person, and when it came.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExportedRequest {
    /// Unix milliseconds by the desk's clock.
    pub at: i64,
    /// As it came.
    pub request: HandoffRequest,
}

impl Store {
    /// Numbers of the conversations that are meant, oldest first.
    pub async fn numbers(&self, which: &Whose) -> Result<Vec<i64>, StoreError> {
        let mut view = self.read().await?;
        let all =
            query_scalar("SELECT number FROM conversations WHERE ?1 IS NULL OR id = ?1 ORDER BY number");
        match which {
            Whose::All => Ok(all.bind(None::<&str>).fetch_all(&mut view).await?),
            Whose::Conversation(id) => Ok(all.bind(Some(id.as_str())).fetch_all(&mut view).await?),
            Whose::Visitor(visitor) => numbers_of(&mut view, visitor).await,
        }
    }

    /// One conversation whole; none where it went meanwhile.
    pub async fn exported(&self, number: i64) -> Result<Option<Exported>, StoreError> {
        let mut view = self.read().await?;
        let Some(conversation) = summary(&mut view, number).await? else {
            return Ok(None);
        };
        let rows: Vec<(i64, String)> =
            query_as("SELECT at, request FROM handoffs WHERE conversation = ? ORDER BY number")
                .bind(number)
                .fetch_all(&mut view)
                .await?;
        let requests = rows
            .into_iter()
            .map(|(at, request)| Ok(ExportedRequest { at, request: read_json("request", &request)? }));
        let requests = requests.collect::<Result<_, StoreError>>()?;
        Ok(Some(Exported {
            conversation,
            requests,
            events: events(&mut view, number, None).await?,
            notes: notes(&mut view, number).await?,
            contact: contact(&mut view, number).await?,
            identity: identity(&mut view, number).await?,
        }))
    }
}

async fn identity(connection: &mut Connection, number: i64) -> Result<Option<ExportedIdentity>, StoreError> {
    let row: Option<(String, Option<String>, Option<String>)> = query_as(
        "SELECT verified_subject, verified_name, verified_email FROM conversations
         WHERE number = ? AND verified_subject <> ''",
    )
    .bind(number)
    .fetch_optional(connection)
    .await?;
    Ok(row.map(|(subject, name, email)| ExportedIdentity { subject, name, email }))
}
