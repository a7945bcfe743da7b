//! The rows of files; their bytes lie beside the database.

use protocol::FileKind;

use super::conversation::{Caller, find, find_own};
use super::database::{Connection, query, query_as, query_scalar};
use super::word::{read_word, word};
use super::{Store, StoreError};
use crate::secret::Hash;

/// Most files of one conversation, from both sides.
const MOST_FILES: i64 = 50;
/// Most bytes of files of one conversation.
const MOST_BYTES: i64 = 100 * 1024 * 1024;
/// Files taken away in one go.
const AT_ONCE: i64 = 100;

/// A file whose bytes are on the disk and whose message is to come; its name is the message's text.
#[derive(Clone, Debug)]
pub struct NewFile {
    /// The capability to read it.
    pub id: String,
    /// The name in the folder.
    pub disk_name: String,
    /// What it is.
    pub kind: FileKind,
    /// Its size.
    pub bytes: u64,
    /// The hash of what is kept.
    pub hash: Hash,
    /// Width and height in pixels.
    pub size: Option<(u32, u32)>,
}

/// A file as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The name in the folder.
    pub disk_name: String,
    /// The name for people.
    pub name: String,
    /// What it is.
    pub kind: FileKind,
}

/// Who wants to send a file into which conversation.
#[derive(Clone, Copy, Debug)]
pub enum Uploader<'a> {
    /// Its visitor.
    Visitor(Caller<'a>),
    /// An agent, by the conversation's id.
    Agent(&'a str),
}

/// Whether one more file may come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// There is room.
    Enough,
    /// The conversation has as many as it may.
    ConversationFull,
    /// All conversations together have as much as the owner allows.
    DeskFull,
}

/// Whether a conversation may take one more file of so many bytes.
pub async fn has_room(
    connection: &mut Connection,
    conversation: i64,
    bytes: u64,
) -> Result<bool, StoreError> {
    let (files, sum): (i64, i64) =
        query_as("SELECT COUNT(*), COALESCE(SUM(bytes), 0) FROM files WHERE conversation = ?")
            .bind(conversation)
            .fetch_one(connection)
            .await?;
    Ok(files < MOST_FILES && sum.saturating_add_unsigned(bytes) <= MOST_BYTES)
}

/// Writes the row of a message's file, if it has one.
pub async fn attach(
    connection: &mut Connection,
    conversation: i64,
    seq: i64,
    name: &str,
    file: Option<&NewFile>,
) -> Result<(), StoreError> {
    let Some(file) = file else {
        return Ok(());
    };
    query(
        "INSERT INTO files (id, conversation, seq, disk_name, name, kind, bytes, hash, width, height)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(&file.id)
    .bind(conversation)
    .bind(seq)
    .bind(&file.disk_name)
    .bind(name)
    .bind(word(&file.kind))
    .bind(i64::try_from(file.bytes).unwrap_or(i64::MAX))
    .bind(file.hash.bytes())
    .bind(file.size.map(|(width, _)| width))
    .bind(file.size.map(|(_, height)| height))
    .execute(connection)
    .await?;
    Ok(())
}

impl Store {
    /// Whether someone's conversation may take one more file, asked before its bytes come, where all files together may
    /// have so many bytes; none for another's or an unknown conversation.
    pub async fn takes_file(&self, uploader: Uploader<'_>, most: u64) -> Result<Option<Room>, StoreError> {
        let mut view = self.read().await?;
        let standing = match uploader {
            Uploader::Visitor(caller) => find_own(&mut view, caller).await?,
            Uploader::Agent(conversation) => find(&mut view, conversation).await?,
        };
        let Some(standing) = standing else { return Ok(None) };
        let total: i64 = query_scalar("SELECT bytes FROM files_total").fetch_one(&mut view).await?;
        if u64::try_from(total).is_ok_and(|total| total >= most) {
            return Ok(Some(Room::DeskFull));
        }
        let has_room = has_room(&mut view, standing.number, 1).await?;
        Ok(Some(if has_room { Room::Enough } else { Room::ConversationFull }))
    }

    /// The file of an id; none where there is none, or no longer.
    pub async fn file(&self, id: &str) -> Result<Option<Stored>, StoreError> {
        let row: Option<(String, String, String)> =
            query_as("SELECT disk_name, name, kind FROM files WHERE id = ?")
                .bind(id)
                .fetch_optional(&mut *self.read().await?)
                .await?;
        row.map(|(disk_name, name, kind)| Ok(Stored { disk_name, name, kind: read_word("kind", kind)? }))
            .transpose()
    }

    /// Whether a name in the folder has a row.
    pub async fn has_file(&self, disk_name: &str) -> Result<bool, StoreError> {
        let found: Option<i64> = query_scalar("SELECT bytes FROM files WHERE disk_name = ?")
            .bind(disk_name)
            .fetch_optional(&mut *self.read().await?)
            .await?;
        Ok(found.is_some())
    }

    /// Names in the folder whose rows are gone, some at a time.
    pub async fn gone_files(&self) -> Result<Vec<String>, StoreError> {
        Ok(query_scalar("SELECT disk_name FROM files_gone LIMIT ?")
            .bind(AT_ONCE)
            .fetch_all(&mut *self.read().await?)
            .await?)
    }

    /// Forgets names whose bytes are gone too.
    pub async fn forget_gone(&self, disk_names: &[String]) -> Result<(), StoreError> {
        let mut change = self.write().await?;
        for name in disk_names {
            query("DELETE FROM files_gone WHERE disk_name = ?").bind(name).execute(&mut change).await?;
        }
        change.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::database::Pool;
    use sqlx::SqlitePool;

    /// Whether one file more has room beside others in the conversation, and one in another.
    async fn check(kept: &[i64], bytes: u64) -> bool {
        let pool = SqlitePool::connect("sqlite::memory:").await.unwrap();
        let mut connection = Pool::File(pool).acquire().await.unwrap();
        let table = "CREATE TABLE files (conversation INTEGER, bytes INTEGER); INSERT INTO files VALUES (2, 999999999)";
        connection.raw(table).await.unwrap();
        for bytes in kept {
            let insert = query("INSERT INTO files VALUES (1, ?)").bind(bytes);
            insert.execute(&mut connection).await.unwrap();
        }
        has_room(&mut connection, 1, bytes).await.unwrap()
    }

    #[tokio::test]
    async fn fifty_files_and_a_hundred_megabytes_are_enough() {
        for (kept, bytes, room) in [
            (vec![], 10 << 20, true),
            (vec![1; 49], 1, true),
            (vec![1; 50], 1, false),
            (vec![10 << 20; 9], 10 << 20, true),
            (vec![10 << 20; 9], (10 << 20) + 1, false),
            (vec![MOST_BYTES], 0, true),
            (vec![MOST_BYTES], u64::MAX, false),
        ] {
            assert_eq!(check(&kept, bytes).await, room, "{} {bytes}", kept.len());
        }
    }
}
