//! What the tests' desks stand on: a file each or, where a server is named, a database each.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use desk::{Location, Secret, Server};
use sqlx::postgres::PgConnectOptions;
use sqlx::{AssertSqlSafe, ConnectOptions};
use tokio::sync::OnceCell;

/// Names a server as `postgres://user@127.0.0.1:5432/postgres`, whose user may make databases.
const SERVER: &str = "TANDEM_TEST_POSTGRES";

static NEXT: AtomicU64 = AtomicU64::new(0);

/// A database with the desk's tables: to copy it takes a fraction of the time that they take to make.
static TEMPLATE: OnceCell<String> = OnceCell::const_new();

/// Whether the desks stand on a server; what is about the file is then not tested.
pub fn is_server() -> bool {
    std::env::var_os(SERVER).is_some()
}

/// A fresh database at the server, with a desk's tables; none without a server.
pub async fn server(folder: &Path) -> Option<Server> {
    let address = std::env::var(SERVER).ok()?;
    let template = TEMPLATE.get_or_init(|| template(&address, folder)).await;
    Some(copy(&address, template, folder).await)
}

/// The same without any table.
pub async fn empty(folder: &Path) -> Option<Server> {
    Some(copy(&std::env::var(SERVER).ok()?, "template1", folder).await)
}

async fn copy(address: &str, template: &str, folder: &Path) -> Server {
    let name = format!("desk_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
    run(address, format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
    at(address, &name, folder)
}

async fn template(address: &str, folder: &Path) -> String {
    let name = format!("desk_{}", std::process::id());
    run(address, format!("CREATE DATABASE {name}")).await;
    desk::examine_server(&Location::Server(at(address, &name, folder))).await.expect("a desk opens it");
    name
}

fn at(address: &str, name: &str, folder: &Path) -> Server {
    let (at, _) = address.rsplit_once('/').expect("the address names a database");
    let url = Secret::new(format!("{at}/{name}"));
    Server { url, files: folder.join("data/tandem.db.files"), poll_only: false }
}

/// Takes a world's database away.
pub fn drop_database(server: &Server) {
    let (Ok(address), server) = (std::env::var(SERVER), server.clone()) else { return };
    let dropped = std::thread::spawn(move || {
        let shown = Location::Server(server).shown();
        let name = shown.file_name().and_then(|name| name.to_str()).unwrap_or_default().to_owned();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let sql = format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        runtime.expect("a runtime is made").block_on(run(&address, sql));
    });
    // A test that fails says so itself.
    let _ = dropped.join();
}

async fn run(address: &str, sql: String) {
    let options: PgConnectOptions = address.parse().expect("the address is one of Postgres");
    let mut connection = options.connect().await.expect("the server answers");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut connection).await.expect("the server takes it");
}
