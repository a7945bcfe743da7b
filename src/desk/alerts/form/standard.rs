//! The standard form: the alert as it is kept, signed by the Standard Webhooks specification.

use super::{Draft, Writing};
use crate::alerts::sign;

/// The post; the body is the same at every try, the time and with it the signature are the try's own.
pub fn write(writing: &Writing<'_>) -> Draft {
    let timestamp_s = writing.now / 1_000;
    let headers = vec![
        ("webhook-id", writing.id.to_owned()),
        ("webhook-timestamp", timestamp_s.to_string()),
        ("webhook-signature", sign::standard(writing.keys, writing.id, timestamp_s, writing.body)),
    ];
    Draft { url: writing.url.clone(), headers, body: writing.body.to_owned() }
}
