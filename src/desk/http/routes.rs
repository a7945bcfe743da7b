//! The list of routes; the router is made from it, and a test walks it.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, delete, get, patch, post, put};
use tower_http::catch_panic::CatchPanicLayer;

use super::fault::{Fault, panicked};
use super::{
    adapter, agent, audit, colleagues, contact, contract, deliveries, digest, edge, edition, erasure, file,
    find, health, insight, insight_table, knowledge, note, own, plan, review, session, setup, site,
    suggestion, visitor, watch,
};
use crate::{Desk, live};

/// Largest request for a person, bytes: it carries a transcript.
const HANDOFF_BYTES: usize = 1024 * 1024;
/// Largest webhook of a desk elsewhere, bytes: it repeats much of its conversation.
const BACK_BYTES: usize = 1024 * 1024;
/// Largest body of drafts, bytes: 500 entries of an import.
const DRAFT_BYTES: usize = 8 * 1024 * 1024;
/// Largest body of any other request, bytes; a file is counted while it comes.
const BODY_BYTES: usize = 64 * 1024;

struct Route {
    method: &'static str,
    path: &'static str,
    handler: MethodRouter<Desk>,
}

/// Everything that the desk answers, apart from serving it.
pub fn app(desk: Desk) -> Router {
    let router =
        table().into_iter().fold(Router::new(), |router, route| router.route(route.path, route.handler));
    router
        .fallback(site::serve)
        .method_not_allowed_fallback(|| async { Fault::Method })
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(desk.clone(), edge::edge))
        .with_state(desk)
}

/// The method and path of every route but the static files.
pub fn routes() -> Vec<(&'static str, &'static str)> {
    table().into_iter().map(|route| (route.method, route.path)).collect()
}

fn table() -> Vec<Route> {
    let small = DefaultBodyLimit::max(BODY_BYTES);
    let route =
        |method, path, handler: MethodRouter<Desk>| Route { method, path, handler: handler.layer(small) };
    let handoff = post(visitor::request).layer(DefaultBodyLimit::max(HANDOFF_BYTES));
    let drafts = post(edition::draft).layer(DefaultBodyLimit::max(DRAFT_BYTES));
    let publish = post(edition::publish).layer(DefaultBodyLimit::max(DRAFT_BYTES));
    let watched = post(watch::watch).layer(DefaultBodyLimit::max(HANDOFF_BYTES));
    let back = post(adapter::take).layer(DefaultBodyLimit::max(BACK_BYTES));
    vec![
        route("GET", "/health", get(health::live)),
        route("GET", "/healthz", get(health::live)),
        route("GET", "/readyz", get(health::ready)),
        route("GET", "/api/v1/openapi.json", get(contract::openapi)),
        route("GET", "/api/v1/knowledge", get(knowledge::serve)),
        route("GET", "/api/v1/knowledge/{hash}", get(knowledge::of_hash)),
        Route { method: "POST", path: "/api/v1/handoffs", handler: handoff },
        route("GET", "/api/v1/conversations/{id}", get(visitor::progress)),
        route("DELETE", "/api/v1/conversations/{id}", delete(visitor::erase)),
        route("POST", "/api/v1/conversations/{id}/messages", post(visitor::say)),
        route("POST", "/api/v1/conversations/{id}/files", post(file::say)),
        route("GET", "/api/v1/files/{file}", get(file::serve)),
        route("POST", "/api/v1/conversations/{id}/read", post(visitor::read)),
        route("POST", "/api/v1/conversations/{id}/end", post(visitor::end)),
        route("POST", "/api/v1/conversations/{id}/satisfaction", post(visitor::satisfy)),
        Route { method: "POST", path: "/api/v1/watch", handler: watched },
        route("POST", "/api/v1/digest", post(digest::take)),
        Route { method: "POST", path: "/api/v1/adapter", handler: back },
        route("GET", "/api/v1/live", get(live::visitor)),
        route("POST", "/api/v1/conversations/{id}/identity", post(visitor::vouch)),
        route("POST", "/api/v1/conversations/{id}/contact", post(contact::leave)),
        route("DELETE", "/api/v1/conversations/{id}/contact", delete(contact::forget)),
        route("POST", "/api/v1/conversations/{id}/contact/confirm", post(contact::confirm)),
        route("POST", "/api/v1/agent/session", post(session::sign_in)),
        route("GET", "/api/v1/agent/session", get(session::show)),
        route("DELETE", "/api/v1/agent/session", delete(session::sign_out)),
        route("POST", "/api/v1/agent/password", post(own::set_password)),
        route("POST", "/api/v1/agent/presence", post(own::set_presence)),
        route("GET", "/api/v1/agent/sessions", get(own::sessions)),
        route("DELETE", "/api/v1/agent/sessions", delete(own::end_others)),
        route("DELETE", "/api/v1/agent/sessions/{id}", delete(own::end_session)),
        route("GET", "/api/v1/agent/agents", get(colleagues::list)),
        route("POST", "/api/v1/agent/agents", post(colleagues::invite)),
        route("PATCH", "/api/v1/agent/agents/{id}", patch(colleagues::change)),
        route("POST", "/api/v1/agent/agents/{id}/code", post(colleagues::new_code)),
        route("GET", "/api/v1/agent/conversations", get(agent::inbox)),
        route("GET", "/api/v1/agent/conversations/{id}", get(agent::conversation)),
        route("POST", "/api/v1/agent/conversations/{id}/messages", post(agent::reply)),
        route("POST", "/api/v1/agent/conversations/{id}/files", post(file::reply)),
        route("POST", "/api/v1/agent/conversations/{id}/read", post(agent::read)),
        route("POST", "/api/v1/agent/conversations/{id}/claim", post(agent::claim)),
        route("POST", "/api/v1/agent/conversations/{id}/release", post(agent::release)),
        route("POST", "/api/v1/agent/conversations/{id}/transfer", post(agent::give)),
        route("POST", "/api/v1/agent/conversations/{id}/whisper", post(watch::whisper)),
        route("POST", "/api/v1/agent/conversations/{id}/return", post(agent::give_back)),
        route("POST", "/api/v1/agent/conversations/{id}/resolve", post(agent::resolve)),
        route("PUT", "/api/v1/agent/conversations/{id}/verdict", put(review::judge)),
        route("GET", "/api/v1/agent/review", get(review::review)),
        route("GET", "/api/v1/agent/material", get(review::material)),
        route("GET", "/api/v1/agent/insights", get(insight::show)),
        route("GET", "/api/v1/agent/insights/questions", get(insight::questions)),
        route("GET", "/api/v1/agent/insights/topics", get(insight::topics)),
        route("GET", "/api/v1/agent/insights/table", get(insight_table::table)),
        route("GET", "/api/v1/agent/knowledge", get(edition::show)),
        Route { method: "POST", path: "/api/v1/agent/knowledge/drafts", handler: drafts },
        route("GET", "/api/v1/agent/knowledge/questions", get(edition::questions)),
        route("GET", "/api/v1/agent/knowledge/editions", get(edition::list)),
        Route { method: "POST", path: "/api/v1/agent/knowledge/editions", handler: publish },
        route("GET", "/api/v1/agent/knowledge/editions/{number}", get(edition::base)),
        route("POST", "/api/v1/agent/knowledge/restore", post(edition::restore)),
        route("GET", "/api/v1/agent/suggestions", get(suggestion::list)),
        route("POST", "/api/v1/agent/suggestions/{id}", post(suggestion::decide)),
        route("DELETE", "/api/v1/agent/suggestions/{id}", delete(suggestion::reconsider)),
        route("GET", "/api/v1/agent/replies", get(review::canned)),
        route("PUT", "/api/v1/agent/replies/{reply}", put(review::keep_canned)),
        route("DELETE", "/api/v1/agent/replies/{reply}", delete(review::drop_canned)),
        route("POST", "/api/v1/agent/conversations/{id}/notes", post(note::note)),
        route("POST", "/api/v1/agent/conversations/{id}/notes/seen", post(note::seen)),
        route("POST", "/api/v1/agent/conversations/{id}/notes/close", post(note::close)),
        route("POST", "/api/v1/agent/conversations/{id}/snooze", post(plan::snooze)),
        route("POST", "/api/v1/agent/conversations/{id}/due", post(plan::due)),
        route("POST", "/api/v1/agent/find", post(find::find)),
        route("GET", "/api/v1/agent/live", get(live::agent)),
        route("GET", "/api/v1/agent/deliveries", get(deliveries::list)),
        route("POST", "/api/v1/agent/deliveries/{id}/replay", post(deliveries::replay)),
        route("GET", "/api/v1/agent/endpoints", get(deliveries::endpoints)),
        route("GET", "/api/v1/agent/setup", get(setup::show)),
        route("PUT", "/api/v1/agent/setup/desk", put(setup::change_desk)),
        route("PUT", "/api/v1/agent/setup/sites/{site}", put(setup::change_site)),
        route("DELETE", "/api/v1/agent/setup/sites/{site}", delete(setup::take_away)),
        route("POST", "/api/v1/agent/setup/hours", post(setup::hours)),
        route("GET", "/api/v1/agent/setup/words", get(setup::words)),
        route("GET", "/api/v1/agent/audit", get(audit::list)),
        route("GET", "/api/v1/agent/audit/table", get(audit::table)),
        route("POST", "/api/v1/agent/erasures/found", post(erasure::found)),
        route("POST", "/api/v1/agent/erasures", post(erasure::erase)),
    ]
}
