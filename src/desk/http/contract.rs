//! The document of every route, for whoever writes another client.

use axum::http::HeaderName;
use axum::http::header::CONTENT_TYPE;

/// OpenAPI 3.1; a test compares it with the routes, and every test of a route with what is answered.
const OPENAPI: &str = include_str!("../../protocol/openapi.json");

/// `GET /api/v1/openapi.json`
pub async fn openapi() -> ([(HeaderName, &'static str); 1], &'static str) {
    ([(CONTENT_TYPE, "application/json")], OPENAPI)
}
