//! The files that the desk serves.

use std::path::Path;

use desk::{Desk, DeskError, Settings};

use crate::boundary::{Answer, Ask, World, get, post};

fn write(root: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = root.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
}

async fn world() -> World {
    World::with(|settings| {
        let site = settings.database.ancestors().nth(2).unwrap().join("site");
        write(
            &site,
            &[
                ("index.html", "<p>shop"),
                ("tandem.js", "loader"),
                ("tandem.js.br", "brotli"),
                ("first/widget-0a1b2c3d4e5f6071_bg.wasm", "\0asm"),
                ("first/widget-0a1b2c3d4e5f6071.css", "p{}"),
                ("packs/zh-0a1b2c3d.txt", "语"),
                ("console/index.html", "<p>console"),
                ("demo/shop-en.json", "{}"),
                ("demo/.secret", "secret"),
                ("../outside.txt", "secret"),
            ],
        );
        settings.site = Some(site);
    })
    .await
}

async fn check(world: &World, path: &str, headers: &[(&str, &str)]) -> Answer {
    let answer = world.check(get(path), 200).await;
    for (name, value) in headers {
        assert_eq!(answer.header(name), *value, "{path} {name}");
    }
    answer
}

#[tokio::test]
async fn files_have_their_types_and_lifetimes() {
    let world = world().await;
    const NEVER: (&str, &str) = ("cache-control", "public, max-age=31536000, immutable");
    const ASK: (&str, &str) = ("cache-control", "no-cache");
    for (path, kind, caching) in [
        ("/", "text/html; charset=utf-8", ASK),
        ("/tandem.js", "text/javascript; charset=utf-8", ASK),
        ("/first/widget-0a1b2c3d4e5f6071_bg.wasm", "application/wasm", NEVER),
        ("/first/widget-0a1b2c3d4e5f6071.css", "text/css; charset=utf-8", NEVER),
        ("/packs/zh-0a1b2c3d.txt", "text/plain; charset=utf-8", NEVER),
        ("/demo/shop-en.json", "application/json", ASK),
    ] {
        let any = [("access-control-allow-origin", "*"), ("cross-origin-resource-policy", "cross-origin")];
        let more = [("content-type", kind), caching, ("x-content-type-options", "nosniff")];
        let answer = check(&world, path, &[any.as_slice(), more.as_slice()].concat()).await;
        assert_eq!(answer.header("content-security-policy"), "");
    }
}

#[tokio::test]
async fn the_console_is_locked_down() {
    let world = world().await;
    let answer = check(
        &world,
        "/console/",
        &[
            ("x-frame-options", "DENY"),
            ("cross-origin-resource-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("access-control-allow-origin", ""),
            ("referrer-policy", "no-referrer"),
        ],
    )
    .await;
    let policy = answer.header("content-security-policy");
    for part in ["default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"] {
        assert!(policy.contains(part), "{policy}");
    }
}

#[tokio::test]
async fn a_browser_that_takes_brotli_gets_it() {
    let world = world().await;
    let answer = world.check(get("/tandem.js").header("accept-encoding", "gzip, br"), 200).await;
    assert_eq!((answer.text().as_str(), answer.header("content-encoding")), ("brotli", "br"));
    assert_eq!(answer.header("content-type"), "text/javascript; charset=utf-8");
    let plain = world.check(get("/tandem.js"), 200).await;
    assert_eq!(plain.text(), "loader");
    assert!(plain.header("vary").eq_ignore_ascii_case("accept-encoding"), "{}", plain.header("vary"));
    let again = get("/tandem.js").header("if-none-match", plain.header("etag"));
    world.check(again, 304).await;
}

#[tokio::test]
async fn nothing_but_the_folders_files_is_served() {
    let world = world().await;
    for (path, status) in [
        ("/demo/", 404),
        ("/first/", 404),
        ("/demo/.secret", 404),
        ("/demo/%2esecret", 404),
        ("/../outside.txt", 404),
        ("/%2e%2e/outside.txt", 404),
        ("/demo/..%2f..%2foutside.txt", 404),
        ("/demo/..%5c..%5coutside.txt", 404),
        ("/demo%00.json", 404),
        ("//evil.example/..", 404),
        ("/api/v1/nothing", 404),
        ("/tandem.js/x", 404),
    ] {
        let answer = world.check(get(path), status).await;
        assert!(!answer.text().contains("secret"), "{path}");
        assert_eq!(answer.header("location"), "", "{path}");
    }
    world.check(get(format!("/{}", "x".repeat(5_000))), 404).await;
    let answer = world.check(post("/tandem.js", "".into()), 405).await;
    assert_eq!(answer.header("allow"), "GET, HEAD");
    assert_eq!(world.check(Ask::new("HEAD", "/tandem.js"), 200).await.text(), "");
}

#[tokio::test]
async fn a_folder_that_is_not_there_is_said_at_once() {
    let settings = Settings { site: Some("no/such/folder".into()), ..Settings::default() };
    assert!(matches!(Desk::open(&settings).await, Err(DeskError::Site { .. })));
    let settings = Settings { origins: vec!["shop.example".to_owned()], ..Settings::default() };
    assert!(matches!(Desk::open(&settings).await, Err(DeskError::Origin { .. })));
}
