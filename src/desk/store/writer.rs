//! The one writer: changes that come together are made durable together, by one wait for the disk.
//!
//! Each change stands in a savepoint of its own inside a shared transaction. Whoever finds nobody behind commits for
//! all; until then nobody is told that anything is kept. What a change touched is rung when it is durable.

use std::collections::BTreeSet;
use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use prometheus_client::metrics::histogram::Histogram;
use sqlx::sqlite::SqliteConnection;
use tokio::runtime::Handle;
use tokio::sync::{OwnedMutexGuard, oneshot};

use super::StoreError;
use super::database::{Begin, Connection, Pool};
use super::outgoing::Outgoing;

/// What one commit carries at most, changes and the messages in them, so that the first of them doesn't wait long.
const MOST: usize = 64;
/// Takes the one writer's place: the file's, or the one among all desks at a server, where each statement sees what stands
/// when it runs. Whoever falls silent loses the place, so that the others can go on. A change reads few rows, each by an
/// index; a plan that was made while the tables were empty would go on to read whole ones.
const BEGIN: Begin = Begin {
    file: "BEGIN IMMEDIATE",
    server: "BEGIN; SET LOCAL synchronous_commit = on; SET LOCAL statement_timeout = '10s';
        SET LOCAL idle_in_transaction_session_timeout = '5s'; SET LOCAL jit = off; SET LOCAL enable_seqscan = off;
        SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off; SELECT pg_advisory_xact_lock(84263366)",
};
/// Seconds by which commits are told apart: what a disk takes, from a cache that holds to one that is in trouble.
const COMMIT_S: [f64; 10] = [0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0];

/// The numbers of the conversations that a commit touched; empty where only other things changed.
pub type Touched = BTreeSet<i64>;
/// Is told what became durable.
pub type Bell = Arc<dyn Fn(&Touched) + Send + Sync>;

/// Gives out changes one after another.
#[derive(Clone)]
pub struct Writer {
    pool: Pool,
    batch: Arc<tokio::sync::Mutex<Batch>>,
    /// How many wait for their turn.
    waiting: Arc<AtomicUsize>,
    footprint: Footprint,
    bell: Bell,
    commits: Histogram,
}

/// How it is known what a commit touched.
#[derive(Clone)]
pub enum Footprint {
    /// A file's connection notes it by [`hook`].
    Noted(Arc<Mutex<Touched>>),
    /// A server's triggers write it down, for the other desks too.
    Written(Arc<Outgoing>),
}

/// The shared transaction.
#[derive(Default)]
struct Batch {
    /// Some while a transaction is open.
    connection: Option<Connection>,
    /// Whose changes it holds, to be told when it is durable.
    done: Vec<oneshot::Sender<Result<(), StoreError>>>,
    /// What stands in those changes beside the first thing of each.
    more: usize,
}

/// A change under way, alone at the database; dropped without [`Change::commit`], nothing of it was done.
pub struct Change {
    writer: Writer,
    /// None once it has ended.
    batch: Option<OwnedMutexGuard<Batch>>,
}

/// Someone who waits for a turn.
struct Waiting<'a>(&'a Writer);

impl std::fmt::Debug for Writer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Writer").finish_non_exhaustive()
    }
}

impl Writer {
    /// Writes by the one connection of `pool`.
    pub fn new(pool: Pool, footprint: Footprint, bell: Bell) -> Self {
        let commits = Histogram::new(COMMIT_S);
        Self { pool, batch: Arc::default(), waiting: Arc::default(), footprint, bell, commits }
    }

    /// How long commits took, seconds.
    pub fn commits(&self) -> Histogram {
        self.commits.clone()
    }

    /// Begins a change when those before it have ended.
    pub async fn begin(&self) -> Result<Change, StoreError> {
        let turn = Waiting::new(self);
        let batch = Arc::clone(&self.batch).lock_owned().await;
        // Made before anything begins, so that a request given up meanwhile still ends it.
        let mut change = Change { writer: self.clone(), batch: Some(batch) };
        turn.arrive();
        change.open().await?;
        Ok(change)
    }

    /// Closes the connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }

    /// Makes a batch durable, unless somebody waits who goes on in it.
    async fn finish(&self, mut batch: OwnedMutexGuard<Batch>) {
        let more = self.waiting.load(Ordering::Acquire) > 0;
        if more && !batch.done.is_empty() && batch.done.len() + batch.more < MOST {
            return;
        }
        let Some(mut connection) = batch.connection.take() else { return };
        let done = std::mem::take(&mut batch.done);
        batch.more = 0;
        let began = Instant::now();
        match self.footprint.end(&mut connection, !done.is_empty()).await {
            Ok(touched) => {
                drop(connection);
                drop(batch);
                if !done.is_empty() {
                    self.commits.observe(began.elapsed().as_secs_f64());
                    (self.bell)(&touched);
                }
                tell(done, || Ok(()));
            }
            Err(error) => {
                // It fails where the database has rolled back already, which is as good.
                let _ = connection.raw("ROLLBACK").await;
                connection.distrust();
                fail(done, error.into());
            }
        }
    }
}

impl<'a> Waiting<'a> {
    fn new(writer: &'a Writer) -> Self {
        writer.waiting.fetch_add(1, Ordering::AcqRel);
        Self(writer)
    }

    /// Its turn has come.
    fn arrive(self) {
        self.0.waiting.fetch_sub(1, Ordering::AcqRel);
        std::mem::forget(self);
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::AcqRel);
        // It gave up: whoever left the commit to it must not wait for nobody.
        if let Ok(runtime) = Handle::try_current() {
            let writer = self.0.clone();
            runtime.spawn(async move {
                let batch = Arc::clone(&writer.batch).lock_owned().await;
                writer.finish(batch).await;
            });
        }
    }
}

impl Change {
    async fn open(&mut self) -> Result<(), StoreError> {
        let pool = self.writer.pool.clone();
        let batch = self.batch.as_mut().expect("it has just begun");
        if batch.connection.is_none() {
            let connection = batch.connection.insert(pool.acquire().await?);
            if let Err(error) = connection.begin(BEGIN).await {
                connection.distrust();
                batch.connection = None;
                return Err(error.into());
            }
        }
        Ok(self.raw("SAVEPOINT change").await?)
    }

    /// Says that it carries so many things of different people, at least one.
    pub fn carries(&mut self, things: usize) {
        if let Some(batch) = &mut self.batch {
            batch.more += things - 1;
        }
    }

    /// Makes it durable: gives back success only once the disk has it.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        self.raw("RELEASE change").await?;
        let (told, durable) = oneshot::channel();
        if let Some(mut batch) = self.batch.take() {
            batch.done.push(told);
            let writer = self.writer.clone();
            // Apart, so that the others are told even where this request is given up.
            tokio::spawn(async move { writer.finish(batch).await });
        }
        durable.await.unwrap_or(Err(StoreError::Unreadable("batch")))
    }
}

impl Drop for Change {
    fn drop(&mut self) {
        let Some(mut batch) = self.batch.take() else { return };
        let writer = self.writer.clone();
        let Ok(runtime) = Handle::try_current() else {
            if let Some(mut connection) = batch.connection.take() {
                connection.close_on_drop();
            }
            return;
        };
        runtime.spawn(async move {
            if let Some(connection) = batch.connection.as_mut()
                && let Err(error) = connection.raw("ROLLBACK TO change; RELEASE change").await
            {
                // All of it was rolled back, as on a full disk or with a connection that broke: nothing of the others is
                // kept either.
                let done = std::mem::take(&mut batch.done);
                fail(done, error.into());
            }
            writer.finish(batch).await;
        });
    }
}

impl Deref for Change {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        let batch = self.batch.as_deref().expect("only `commit`, which consumes it, and `drop` end it");
        batch.connection.as_ref().expect("`open` has begun the transaction")
    }
}

impl DerefMut for Change {
    fn deref_mut(&mut self) -> &mut Connection {
        let batch = self.batch.as_deref_mut().expect("only `commit`, which consumes it, and `drop` end it");
        batch.connection.as_mut().expect("`open` has begun the transaction")
    }
}

impl Footprint {
    /// Ends a transaction, kept or not; gives what it touched.
    async fn end(&self, connection: &mut Connection, keep: bool) -> Result<Touched, sqlx::Error> {
        let touched = match self {
            Self::Written(outgoing) if keep => outgoing.take(connection).await?,
            _ => Touched::new(),
        };
        let ended = connection.raw(if keep { "COMMIT" } else { "ROLLBACK" }).await;
        match self {
            Self::Noted(noted) => {
                let noted = std::mem::take(&mut *noted.lock().unwrap_or_else(PoisonError::into_inner));
                ended.map(|()| noted)
            }
            Self::Written(_) => ended.map(|()| touched),
        }
    }
}

/// Notes on a connection which conversations its changes touch: a row's number is the conversation's.
pub async fn hook(
    connection: &mut SqliteConnection,
    touched: Arc<Mutex<Touched>>,
) -> Result<(), sqlx::Error> {
    connection.lock_handle().await?.set_update_hook(move |change| {
        if change.table == "conversations" {
            touched.lock().unwrap_or_else(PoisonError::into_inner).insert(change.rowid);
        }
    });
    Ok(())
}

fn tell(done: Vec<oneshot::Sender<Result<(), StoreError>>>, what: impl Fn() -> Result<(), StoreError>) {
    for one in done {
        // Whoever gave up is not told.
        let _ = one.send(what());
    }
}

fn fail(done: Vec<oneshot::Sender<Result<(), StoreError>>>, error: StoreError) {
    let error = Arc::new(error);
    tell(done, || Err(StoreError::Together(Arc::clone(&error))));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::query_scalar;
    use sqlx::sqlite::SqlitePoolOptions;

    async fn writer() -> (Writer, Arc<AtomicUsize>) {
        let pool = SqlitePoolOptions::new().max_connections(1).connect("sqlite::memory:").await.unwrap();
        sqlx::raw_sql("CREATE TABLE t (a)").execute(&pool).await.unwrap();
        let commits = Arc::new(AtomicUsize::new(0));
        let rung = Arc::clone(&commits);
        let bell: Bell = Arc::new(move |_| {
            rung.fetch_add(1, Ordering::Relaxed);
        });
        (Writer::new(Pool::File(pool), Footprint::Noted(Arc::default()), bell), commits)
    }

    async fn rows(writer: &Writer) -> i64 {
        let mut change = writer.begin().await.unwrap();
        query_scalar("SELECT COUNT(*) FROM t").fetch_one(&mut change).await.unwrap()
    }

    async fn insert(writer: &Writer, sql: &'static str) -> Change {
        let mut change = writer.begin().await.unwrap();
        change.raw(sql).await.unwrap();
        change
    }

    #[tokio::test]
    async fn what_was_dropped_was_not_done() {
        let (writer, _) = writer().await;
        for _ in 0..3 {
            drop(insert(&writer, "INSERT INTO t VALUES (0)").await);
        }
        insert(&writer, "INSERT INTO t VALUES (1)").await.commit().await.unwrap();
        assert_eq!(rows(&writer).await, 1);
    }

    #[tokio::test]
    async fn the_next_one_works_though_sqlite_rolled_back_by_itself() {
        let (writer, _) = writer().await;
        let change = insert(&writer, "INSERT INTO t VALUES (0); ROLLBACK").await;
        assert!(change.commit().await.is_err());
        insert(&writer, "INSERT INTO t VALUES (1)").await.commit().await.unwrap();
        assert_eq!(rows(&writer).await, 1);
    }

    #[tokio::test]
    async fn changes_that_come_together_share_commits_and_each_is_kept() {
        let (writer, commits) = writer().await;
        let tasks: Vec<_> = (0..500)
            .map(|at| {
                let writer = writer.clone();
                tokio::spawn(async move {
                    let change = insert(&writer, "INSERT INTO t VALUES (0)").await;
                    match at % 5 {
                        0 => drop(change),
                        _ => change.commit().await.unwrap(),
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        assert_eq!(rows(&writer).await, 400);
        let commits = commits.load(Ordering::Relaxed);
        assert!((1..200).contains(&commits), "{commits} commits for 400 changes");
    }

    #[tokio::test]
    async fn nobody_is_left_behind_by_one_who_gives_up() {
        let (writer, _) = writer().await;
        for _ in 0..50 {
            let first = insert(&writer, "INSERT INTO t VALUES (0)").await;
            let gives_up = {
                let writer = writer.clone();
                tokio::spawn(async move { writer.begin().await.map(drop) })
            };
            tokio::task::yield_now().await;
            let committing = tokio::spawn(first.commit());
            tokio::task::yield_now().await;
            gives_up.abort();
            committing.await.unwrap().unwrap();
        }
        assert_eq!(rows(&writer).await, 50);
    }

    #[tokio::test]
    async fn a_batch_that_sqlite_rolled_back_is_told_to_all_of_it() {
        let (writer, _) = writer().await;
        let first = insert(&writer, "INSERT INTO t VALUES (0)").await;
        let second = {
            let writer = writer.clone();
            tokio::spawn(
                async move { insert(&writer, "INSERT INTO t VALUES (0); ROLLBACK").await.commit().await },
            )
        };
        tokio::task::yield_now().await;
        let first = first.commit().await;
        assert!(second.await.unwrap().is_err());
        assert!(first.is_err(), "its row is gone");
        assert_eq!(rows(&writer).await, 0);
    }
}
