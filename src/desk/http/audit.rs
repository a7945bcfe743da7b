//! The audit log, for owners: a page of it, or all as a table.

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use protocol::{AuditEntry, AuditKind, AuditPage, Role};
use serde::Deserialize;

use super::body::Asked;
use super::caller::SignedIn;
use super::fault::Fault;
use crate::Desk;
use crate::csv::{BOM, Cell, row};
use crate::records::utc;
use crate::store::{Deed, Sought};

/// Pages of a table; older entries are for `tandem export` of a backup.
const TABLE_PAGES: usize = 500;
const HEAD: [&str; 10] =
    ["number", "time (UTC)", "by", "agent", "what", "on", "count", "value", "before", "after"];

/// Which entries are wanted.
#[derive(Deserialize)]
pub struct Wanted {
    agent: Option<String>,
    kind: Option<AuditKind>,
    before: Option<i64>,
}

impl Wanted {
    fn sought(&self) -> Sought<'_> {
        Sought { agent: self.agent.as_deref(), kind: self.kind, before: self.before }
    }
}

/// `GET /api/v1/agent/audit?agent={id}&kind={kind}&before={id}`
pub async fn list(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    wanted: Result<Asked<Wanted>, Fault>,
) -> Result<Json<AuditPage>, Fault> {
    signed_in.require_all_sites(&desk, Role::Owner).await?;
    let Asked(wanted) = wanted?;
    Ok(Json(desk.store.audit(wanted.sought()).await?))
}

/// `GET /api/v1/agent/audit/table?agent={id}&kind={kind}`: all of it in CSV
pub async fn table(
    State(desk): State<Desk>,
    signed_in: SignedIn,
    wanted: Result<Asked<Wanted>, Fault>,
) -> Result<Response, Fault> {
    signed_in.require_all_sites(&desk, Role::Owner).await?;
    let Asked(mut wanted) = wanted?;
    // Before it goes out, so that the table has this line too.
    let deed = Deed::new(signed_in.by(), AuditKind::Exported, desk.now()).on("audit");
    desk.store.write_down(deed).await?;
    let mut text = [BOM, &row(&HEAD.map(|head| Cell::Text(head.to_owned())))].concat();
    for _ in 0..TABLE_PAGES {
        let page = desk.store.audit(wanted.sought()).await?;
        page.entries.iter().for_each(|entry| text.push_str(&lines(entry)));
        wanted.before = page.entries.last().map(|entry| entry.id);
        if !page.more {
            break;
        }
    }
    let headers = [
        (CONTENT_TYPE, "text/csv; charset=utf-8"),
        (CONTENT_DISPOSITION, "attachment; filename=\"tandem-audit.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// An entry, a line for each value that is otherwise since.
fn lines(entry: &AuditEntry) -> String {
    let line = |field: Option<&str>, old: Option<&str>, new: Option<&str>| {
        let text = |text: Option<&str>| Cell::Text(text.unwrap_or_default().to_owned());
        row(&[
            Cell::Number(entry.id.to_string()),
            Cell::Text(utc(entry.at)),
            Cell::Text(format!("{:?}", entry.by)),
            text(entry.name.as_deref()),
            Cell::Text(format!("{:?}", entry.kind)),
            text(entry.subject.as_deref()),
            Cell::Number(entry.count.map(|count| count.to_string()).unwrap_or_default()),
            text(field),
            text(old),
            text(new),
        ])
    };
    if entry.changes.is_empty() {
        return line(None, None, None);
    }
    let changes = entry.changes.iter();
    changes.map(|one| line(Some(&one.field), one.old.as_deref(), one.new.as_deref())).collect()
}
