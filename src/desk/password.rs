//! Passwords of agents: hashed slowly on purpose, and few at a time.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

/// Argon2id with 19 MiB, two passes and one lane: the OWASP Password Storage Cheat Sheet's least.
/// <https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html>
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;
const LANES: u32 = 1;
/// Hashes made at once, 38 MiB in all, so that a flood of sign-ins can't eat the memory.
const AT_ONCE: usize = 2;
/// Sign-ins that wait for their turn beside those; at 50 ms a hash the last waits less than two seconds. More are
/// sent away.
const WAITING: usize = 64;

/// Makes and checks password hashes, away from the threads that answer requests.
#[derive(Clone, Debug)]
pub struct Passwords {
    line: Arc<Semaphore>,
    work: Arc<Semaphore>,
}

/// Why a password could be neither hashed nor checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordError {
    /// Too many ask at once.
    Crowded,
    /// The system or what is kept is at fault; the log has the cause.
    Broken,
}

impl Default for Passwords {
    fn default() -> Self {
        let line = Arc::new(Semaphore::new(AT_ONCE + WAITING));
        Self { line, work: Arc::new(Semaphore::new(AT_ONCE)) }
    }
}

impl Passwords {
    /// The PHC string to keep.
    pub async fn hash(&self, password: String) -> Result<String, PasswordError> {
        self.run(move || hash(&password)).await
    }

    /// Whether a password is the one that is kept. With nothing kept it never is, which takes as long to find out, so
    /// that nobody learns by the clock who has an account.
    pub async fn check(&self, password: String, kept: Option<String>) -> Result<bool, PasswordError> {
        self.run(move || match kept {
            Some(kept) => check(&password, &kept),
            None => hash(&password).map(|_| false),
        })
        .await
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, PasswordError> + Send + 'static,
    ) -> Result<T, PasswordError> {
        let _place = self.line.try_acquire().map_err(|_| PasswordError::Crowded)?;
        let turn = Arc::clone(&self.work).acquire_owned().await.map_err(|_| PasswordError::Broken)?;
        // The turn goes with the work, which goes on when the request is given up.
        let done = tokio::task::spawn_blocking(move || {
            let result = work();
            drop(turn);
            result
        });
        done.await.unwrap_or(Err(PasswordError::Broken))
    }
}

fn argon2() -> Result<Argon2<'static>, PasswordError> {
    let params = Params::new(MEMORY_KIB, PASSES, LANES, None).map_err(broken)?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Result<String, PasswordError> {
    Ok(argon2()?.hash_password(password.as_bytes()).map_err(broken)?.to_string())
}

fn check(password: &str, kept: &str) -> Result<bool, PasswordError> {
    let kept = PasswordHash::new(kept).map_err(broken)?;
    Ok(argon2()?.verify_password(password.as_bytes(), &kept).is_ok())
}

fn broken(cause: impl std::fmt::Display) -> PasswordError {
    tracing::error!(%cause, "a password could be neither hashed nor checked");
    PasswordError::Broken
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    #[test]
    fn a_password_is_kept_as_owasp_says_and_never_twice_alike() {
        let (one, two) = (hash("correct horse battery").unwrap(), hash("correct horse battery").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, two);
        for (password, right) in [
            ("correct horse battery", true),
            ("correct horse batterY", false),
            ("correct horse battery ", false),
            ("", false),
        ] {
            assert_eq!(check(password, &one), Ok(right), "{password}");
        }
        assert_eq!(check("x", "no hash"), Err(PasswordError::Broken));
    }

    #[tokio::test]
    async fn an_unknown_login_takes_as_long_as_a_wrong_password() {
        let passwords = Passwords::default();
        // The least of five tries each, in turn: noise only lengthens them.
        let mut least = [(Some(hash("right").unwrap()), Duration::MAX), (None, Duration::MAX)];
        for at in [0, 1].repeat(5) {
            let (kept, time) = &mut least[at];
            let began = Instant::now();
            assert_eq!(passwords.check("wrong".to_owned(), kept.clone()).await, Ok(false));
            *time = began.elapsed().min(*time);
        }
        let [(_, wrong), (_, unknown)] = least;
        assert!(unknown > wrong / 3 && wrong > unknown / 3, "{wrong:?} {unknown:?}");
    }

    #[tokio::test]
    async fn a_flood_is_sent_away_and_a_place_comes_free_again() {
        let passwords = Passwords::default();
        let places = passwords.line.try_acquire_many((AT_ONCE + WAITING) as u32).unwrap();
        assert_eq!(passwords.check("x".to_owned(), None).await, Err(PasswordError::Crowded));
        drop(places);
        assert_eq!(passwords.check("x".to_owned(), None).await, Ok(false));
    }
}
