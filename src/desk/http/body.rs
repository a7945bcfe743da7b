//! What a request carries, read with our own words for what is wrong.

use std::fmt;
use std::marker::PhantomData;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::{JsonRejection, QueryRejection};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeOwned, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::fault::Fault;

/// Longest part of a reader's complaint that goes back, characters: it may quote the body.
const COMPLAINT_CHARACTERS: usize = 300;

/// A JSON body.
pub struct Body<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        match Json::<Object<T>>::from_request(request, state).await {
            Ok(Json(Object(value))) => Ok(Self(value)),
            Err(JsonRejection::JsonDataError(error)) => Err(Fault::Shape(shorten(&error.body_text()))),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Fault::MediaType),
            Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(Fault::TooLarge),
            Err(error) => Err(Fault::Malformed(shorten(&error.body_text()))),
        }
    }
}

/// A JSON body that may be left out. A console that has nothing to say may send an empty text or null.
pub struct Optional<T>(pub Option<T>);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Optional<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes = Bytes::from_request(request, state).await.map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
            _ => Fault::Malformed(shorten(&error.body_text())),
        })?;
        if matches!(bytes.trim_ascii(), b"" | b"\"\"" | b"null") {
            return Ok(Self(None));
        }
        match serde_json::from_slice(&bytes) {
            Ok(Object(value)) => Ok(Self(Some(value))),
            Err(error) if error.is_data() => Err(Fault::Shape(shorten(&error.to_string()))),
            Err(error) => Err(Fault::Malformed(shorten(&error.to_string()))),
        }
    }
}

/// JSON as a beacon carries it: as `text/plain`, with which a browser asks no leave of another's desk first. As JSON it is
/// taken too.
pub struct Beacon<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Beacon<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let kind =
            request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if !matches!(kind.as_str(), "text/plain" | "application/json") {
            return Err(Fault::MediaType);
        }
        let bytes = Bytes::from_request(request, state).await.map_err(|error| match error.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Fault::TooLarge,
            _ => Fault::Malformed(shorten(&error.body_text())),
        })?;
        match serde_json::from_slice(&bytes) {
            Ok(Object(value)) => Ok(Self(value)),
            Err(error) if error.is_data() => Err(Fault::Shape(shorten(&error.to_string()))),
            Err(error) => Err(Fault::Malformed(shorten(&error.to_string()))),
        }
    }
}

/// A JSON object: a struct would be read from an array too, by the places of its fields.
struct Object<T>(T);

/// Takes an object and nothing else.
struct Fields<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_map(Fields(PhantomData)).map(Self)
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map))
    }
}

/// What stands behind the question mark of an address.
pub struct Asked<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Asked<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let query: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
        query.map(|Query(query)| Self(query)).map_err(|error| Fault::Malformed(shorten(&error.body_text())))
    }
}

fn shorten(complaint: &str) -> String {
    complaint.chars().take(COMPLAINT_CHARACTERS).collect()
}
