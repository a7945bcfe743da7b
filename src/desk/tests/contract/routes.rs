//! Every route has an operation in the document, and every operation a route.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::{Document, PATH, named};

#[test]
fn every_route_has_an_operation_and_none_more() {
    let document = Document::get();
    let documented: BTreeSet<(String, &str)> =
        document.operations().map(|(method, path, _)| (method, path)).collect();
    let routed: BTreeSet<(String, &str)> =
        desk::routes().into_iter().map(|(method, path)| (method.to_owned(), path)).collect();
    let missing: Vec<String> =
        routed.difference(&documented).map(|(method, path)| skeleton(method, path)).collect();
    assert!(
        missing.is_empty(),
        "{PATH} lacks operations. Under `paths`, write\n{}\n\
         with the body's and the answer's schema; the tests of src/desk/tests/http tell which problems it answers.",
        missing.join("\n")
    );
    let stale: Vec<_> = documented.difference(&routed).collect();
    assert!(stale.is_empty(), "{PATH} has operations that src/desk/http/routes.rs has not: {stale:?}");
}

fn skeleton(method: &str, path: &str) -> String {
    let tag = if path.contains("/agent/") { "agent" } else { "visitor" };
    let method = method.to_lowercase();
    format!(
        r##"    "{path}": {{
      "{method}": {{
        "tags": ["{tag}"],
        "summary": "…",
        "security": [{{"{tag}": []}}],
        "parameters": [{{"name": "id", "in": "path", "required": true, "schema": {{"type": "string"}}}}],
        "requestBody": {{
          "required": true,
          "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/…"}}}}}}
        }},
        "responses": {{
          "204": {{"description": "Done."}},
          "default": {{"$ref": "#/components/responses/Problem"}}
        }},
        "x-problems": ["malformed", "shape", "media-type", "too-large", "not-found"]
      }}
    }},"##
    )
}

#[test]
fn every_operation_is_whole() {
    let document = Document::get();
    for (method, path, operation) in document.operations() {
        let told = format!("{PATH}: {method} {path}");
        assert!(operation["summary"].is_string(), "{told} has no summary");
        assert!(
            operation["tags"].is_array() && operation["security"].is_array(),
            "{told}: tags and security"
        );
        let responses = operation["responses"].as_object().unwrap_or_else(|| panic!("{told}: responses"));
        assert!(responses.keys().any(|status| status != "default"), "{told}: no answer of success");
        assert_eq!(
            responses.contains_key("default"),
            !operation["x-problems"].is_null(),
            "{told}: `responses.default` and `x-problems` go together"
        );
        let parameters = operation["parameters"].as_array().map_or(&[][..], Vec::as_slice);
        let in_path: BTreeSet<&str> = parameters
            .iter()
            .filter(|parameter| parameter["in"] == "path")
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        let named: BTreeSet<&str> =
            path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}')).collect();
        assert_eq!(in_path, named, "{told}: parameters in the path");
    }
}

#[test]
fn every_reference_leads_somewhere() {
    let document = Document::get();
    let text = document.whole.to_string();
    for reference in text.split("\"$ref\":\"#").skip(1) {
        let pointer = reference.split('"').next().unwrap();
        assert!(document.whole.pointer(pointer).is_some(), "{PATH}: `{pointer}` is not there");
    }
    let frames = document.operations().filter_map(|(_, _, operation)| operation.get("x-socket"));
    for name in frames.flat_map(|socket| [&socket["hears"], &socket["tells"]]) {
        assert!(document.schemas().contains_key(name.as_str().unwrap()), "{PATH}: x-socket {name}");
    }
    let response = &document.whole["components"]["responses"]["Problem"];
    assert_eq!(named(&response["content"]["application/problem+json"]["schema"]), Some("Problem"));
}

/// The kinds of problem in the source of `Fault`, with the names of their statuses and their titles.
fn kinds() -> BTreeMap<String, (String, String)> {
    let source = include_str!("../../http/fault.rs");
    let found = source.split("(StatusCode::").skip(1).filter_map(|rest| {
        let (status, rest) = rest.split_once(',')?;
        let mut words = rest.split('"').skip(1).step_by(2);
        let is_tuple = status.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        is_tuple.then_some((words.next()?.to_owned(), (status.to_owned(), words.next()?.to_owned())))
    });
    found.collect()
}

#[test]
fn every_kind_of_problem_is_listed_and_none_more() {
    let document = Document::get();
    let kinds = kinds();
    assert!(kinds.len() > 30, "the source of `Fault` is read: {kinds:?}");
    let listed = document.whole["x-problems"].as_object().unwrap();
    for (kind, (status, title)) in &kinds {
        let problem = &listed.get(kind).unwrap_or_else(|| {
            panic!("{PATH}: `x-problems` lacks `{kind}` ({status}, \"{title}\"); every operation that may answer it lists it too")
        });
        assert_eq!(problem["title"], title.as_str(), "{PATH}: the title of `x-problems.{kind}`");
    }
    for kind in listed.keys().filter(|kind| *kind != "http") {
        assert!(kinds.contains_key(kind), "{PATH}: `x-problems.{kind}` is no kind of src/desk/http/fault.rs");
    }
    let anywhere = document.whole["x-problems-anywhere"].as_array().unwrap();
    let mut used: BTreeSet<&str> = anywhere.iter().filter_map(|kind| kind.as_str()).collect();
    for (method, path, operation) in document.operations() {
        for kind in operation["x-problems"].as_array().into_iter().flatten() {
            let kind = kind.as_str().unwrap();
            assert!(listed.contains_key(kind), "{PATH}: {method} {path} lists `{kind}`, which no problem is");
            used.insert(kind);
        }
    }
    let unused: Vec<_> = listed.keys().filter(|kind| !used.contains(kind.as_str())).collect();
    assert!(unused.is_empty(), "{PATH}: no operation lists {unused:?} in its `x-problems`");
}
