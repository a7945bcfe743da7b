//! The owner's mail server, spoken to by SMTP.

use std::net::IpAddr;
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, header::ContentType};
use lettre::transport::smtp::AsyncSmtpTransportBuilder;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use percent_encoding::percent_decode_str;
use reqwest::Url;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::{Mail, Written};
use crate::DeskError;
use crate::alerts::{Answer, Verdict};

/// How long one mail may take in all.
const LONGEST: Duration = Duration::from_secs(15);
/// Mails under way at once.
const AT_ONCE: usize = 4;

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// The owner's mail server.
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
    slots: Semaphore,
}

impl Mailer {
    /// Checks the settings; speaks to nobody yet.
    ///
    /// # Errors
    /// [`DeskError::Mail`] where they cannot be used.
    pub fn new(mail: &Mail) -> Result<Self, DeskError> {
        let from = mail.from.parse().map_err(|_| {
            DeskError::Mail("its sender cannot be read: write Support <support@shop.example>")
        })?;
        let transport = transport(mail).map_err(DeskError::Mail)?;
        Ok(Self { transport, from, slots: Semaphore::new(AT_ONCE) })
    }

    /// Sends a mail; a repeat after a crash carries the same `id`.
    pub async fn send(&self, to: &str, written: Written, id: &str, now: i64) -> Answer {
        let Some(message) = self.message(to, written, id, now) else {
            return Answer { verdict: Verdict::Never, status: "unreadable address".to_owned() };
        };
        let sent = timeout(LONGEST, async {
            let _slot = self.slots.acquire().await;
            self.transport.send(message).await
        });
        match sent.await {
            Ok(Ok(_)) => Answer { verdict: Verdict::Done, status: "250".to_owned() },
            Ok(Err(error)) => failure(&error),
            Err(_) => Answer { verdict: Verdict::Again(None), status: "timeout".to_owned() },
        }
    }

    /// Plain text; marked so that no machine answers it (RFC 3834).
    fn message(&self, to: &str, written: Written, id: &str, now: i64) -> Option<Message> {
        let to: Address = to.parse().ok()?;
        let date = UNIX_EPOCH + Duration::from_millis(now.unsigned_abs());
        let mut message = Message::builder()
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(written.subject)
            .date(date)
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .header(ContentType::TEXT_PLAIN)
            .body(written.text)
            .ok()?;
        let name = HeaderName::new_from_ascii_str("Auto-Submitted");
        message.headers_mut().insert_raw(HeaderValue::new(name, "auto-generated".to_owned()));
        Some(message)
    }
}

fn failure(error: &lettre::transport::smtp::Error) -> Answer {
    let verdict = if error.is_permanent() { Verdict::Never } else { Verdict::Again(None) };
    let status = match error.status() {
        Some(code) => code.to_string(),
        None if error.is_timeout() => "timeout".to_owned(),
        None => "no connection".to_owned(),
    };
    Answer { verdict, status }
}

fn transport(mail: &Mail) -> Result<Transport, &'static str> {
    const UNREADABLE: &str = "its address cannot be read: write smtps://user@mail.example:465";
    let url = Url::parse(&mail.url).map_err(|_| UNREADABLE)?;
    let host = url.host_str().filter(|host| !host.is_empty()).ok_or(UNREADABLE)?;
    let builder = match url.scheme() {
        "smtps" => Transport::relay(host).map_err(|_| UNREADABLE)?,
        "smtp+starttls" => Transport::starttls_relay(host).map_err(|_| UNREADABLE)?,
        "smtp" if is_this_machine(host) => Transport::builder_dangerous(host).port(25),
        "smtp" => return Err("it is reached without encryption: write smtps:// or smtp+starttls://"),
        _ => return Err(UNREADABLE),
    };
    let builder = match url.port() {
        Some(port) => builder.port(port),
        None => builder,
    };
    Ok(sign_in(builder.timeout(Some(LONGEST)), &url, password(mail, &url)?)?.build())
}

fn sign_in(
    builder: AsyncSmtpTransportBuilder,
    url: &Url,
    password: Option<String>,
) -> Result<AsyncSmtpTransportBuilder, &'static str> {
    match (url.username(), password) {
        ("", None) => Ok(builder),
        ("", Some(_)) => Err("it has a password but no user: write smtps://user@mail.example:465"),
        (_, None) => Err("it has a user but no password: give it by a file or the environment"),
        (user, Some(password)) => Ok(builder.credentials(Credentials::new(decode(user), password))),
    }
}

fn password(mail: &Mail, url: &Url) -> Result<Option<String>, &'static str> {
    let Some(path) = &mail.password_file else {
        return Ok(mail.password.clone().or_else(|| url.password().map(decode)));
    };
    let text = std::fs::read_to_string(path);
    let text = text.map_err(|_| "the file with its password cannot be read: check its path and rights")?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

fn is_this_machine(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_could_not_work_or_would_be_overheard_are_refused() {
        let check = |url: &str, password: Option<&str>| {
            let mail = Mail {
                url: url.to_owned(),
                from: "Shop <support@shop.example>".to_owned(),
                password: password.map(str::to_owned),
                password_file: None,
            };
            Mailer::new(&mail).err().map(|error| error.to_string())
        };
        for (url, password) in [
            ("smtps://me%40shop.example:p%40ss@mail.example:465", None),
            ("smtps://me@mail.example", Some("secret")),
            ("smtp+starttls://me@mail.example:587", Some("secret")),
            ("smtps://mail.example", None),
            ("smtp://127.0.0.1:2525", None),
            ("smtp://localhost", None),
        ] {
            assert_eq!(check(url, password), None, "{url}");
        }
        for (url, password, problem) in [
            ("smtp://mail.example", None, "without encryption"),
            ("smtps://me@mail.example", None, "no password"),
            ("smtps://mail.example", Some("secret"), "no user"),
            ("mail.example", None, "cannot be read"),
            ("https://mail.example", None, "cannot be read"),
        ] {
            let error = check(url, password).unwrap();
            assert!(error.contains(problem) && !error.contains("secret"), "{url}: {error}");
        }
        let from =
            Mail { url: "smtps://mail.example".to_owned(), from: "nobody".to_owned(), ..Mail::default() };
        assert!(Mailer::new(&from).is_err());
    }
}
