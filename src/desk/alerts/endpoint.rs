//! An endpoint whose settings were checked, with the client that dials it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use reqwest::{Client, Url, redirect};

use super::guard::{Guard, Reach, System};
use super::{Form, Topic, Webhook, schedule, sign};
use crate::DeskError;
use crate::secret::Hash;

/// An endpoint whose settings were checked.
pub struct Endpoint {
    /// Its place in the settings, from 1; all that a log says of it.
    pub number: i64,
    /// Its name in the store, the same after a restart and in another place of the settings.
    pub key: String,
    /// What it is told of; all where empty.
    pub topics: Vec<Topic>,
    /// Whether a visitor's words may go there.
    pub words: bool,
    pub(super) form: Form,
    pub(super) url: Url,
    pub(super) keys: Vec<Vec<u8>>,
    pub(super) client: Client,
    /// It asked to be left alone until then, Unix milliseconds; forgotten at a restart.
    paused_until: AtomicI64,
}

/// Checks the endpoints of the settings.
///
/// # Errors
/// [`DeskError::Webhook`] for the first that cannot be used.
pub fn read(webhooks: &[Webhook]) -> Result<Vec<Endpoint>, DeskError> {
    let mut endpoints: Vec<Endpoint> = Vec::new();
    for (at, webhook) in webhooks.iter().enumerate() {
        let fault = |problem| DeskError::Webhook { number: at + 1, problem };
        let endpoint = Endpoint::new(at + 1, webhook).map_err(fault)?;
        if endpoints.iter().any(|other| other.key == endpoint.key) {
            return Err(fault("stands twice: take one out"));
        }
        endpoints.push(endpoint);
    }
    Ok(endpoints)
}

impl Endpoint {
    fn new(number: usize, webhook: &Webhook) -> Result<Self, &'static str> {
        let url = Url::parse(&webhook.url).map_err(|_| "has no readable address: write https://…")?;
        let reach = Reach::of_url(&url, webhook.allow_private.into())?;
        Ok(Self {
            number: i64::try_from(number).unwrap_or(i64::MAX),
            key: key(webhook),
            topics: webhook.events.clone(),
            words: webhook.include_words,
            form: webhook.form,
            keys: keys(webhook)?,
            client: client(reach)?,
            url,
            paused_until: AtomicI64::new(0),
        })
    }

    /// In which form it is told, in a word.
    pub fn form_word(&self) -> &'static str {
        self.form.word()
    }

    /// The host that is dialled; the rest of the address may be a secret.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Whether it may be sent something now.
    pub fn is_open(&self, now: i64) -> bool {
        self.paused_until.load(Ordering::Relaxed) <= now
    }

    /// Leaves it alone until a time.
    pub fn pause(&self, until: i64) {
        self.paused_until.store(until, Ordering::Relaxed);
    }
}

/// Another address or form is another endpoint; new secrets leave it the same.
fn key(webhook: &Webhook) -> String {
    let hash = Hash::of_parts(&[webhook.form.word().as_bytes(), webhook.url.as_bytes()]);
    hash.bytes()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

fn keys(webhook: &Webhook) -> Result<Vec<Vec<u8>>, &'static str> {
    let secrets = secrets(webhook)?;
    match webhook.form {
        Form::Standard if secrets.is_empty() => {
            Err("has no secret: give it one, `whsec_` and 32 random bytes in base64")
        }
        Form::Standard => secrets
            .iter()
            .map(|secret| {
                sign::key(secret).ok_or("has a secret that is not `whsec_` and 24 to 64 bytes in base64")
            })
            .collect(),
        Form::Slack | Form::Wecom if !secrets.is_empty() => {
            Err("has a secret, which this form has no place for: its address is the secret")
        }
        Form::Dingtalk | Form::Feishu if secrets.len() > 1 => Err("has several secrets; its bot knows one"),
        _ => Ok(secrets.into_iter().map(String::into_bytes).collect()),
    }
}

fn secrets(webhook: &Webhook) -> Result<Vec<String>, &'static str> {
    let mut secrets = webhook.secrets.clone();
    if let Some(path) = &webhook.secret_file {
        let text = std::fs::read_to_string(path);
        let text =
            text.map_err(|_| "has a file of secrets that cannot be read: check its path and rights")?;
        secrets.extend(text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()));
    }
    Ok(secrets)
}

/// Dials what the guard lets through, follows nobody elsewhere, and takes no way around by a proxy.
pub fn client(reach: Reach) -> Result<Client, &'static str> {
    Client::builder()
        .user_agent("Tandem")
        .redirect(redirect::Policy::none())
        .no_proxy()
        .timeout(schedule::LONGEST_POST)
        .dns_resolver(Arc::new(Guard::new(Arc::new(System), reach)))
        .build()
        .map_err(|_| "cannot be dialled: this machine's root certificates cannot be read")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_work_is_refused_without_naming_the_address() {
        let secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned();
        let good = Webhook {
            url: "https://hooks.example/secret".to_owned(),
            secrets: vec![secret.clone()],
            ..Webhook::default()
        };
        assert_eq!(read(std::slice::from_ref(&good)).map(|read| read[0].number).ok(), Some(1));
        let with = |change: fn(&mut Webhook)| {
            let mut webhook = good.clone();
            change(&mut webhook);
            webhook
        };
        for (webhooks, problem) in [
            (vec![with(|webhook| webhook.secrets.clear())], "has no secret"),
            (vec![with(|webhook| webhook.secrets.push("short".to_owned()))], "24 to 64 bytes"),
            (vec![with(|webhook| webhook.form = Form::Wecom)], "no place for"),
            (vec![with(|webhook| webhook.url = "hooks.example".to_owned())], "no readable address"),
            (vec![with(|webhook| webhook.url = "http://hooks.example/secret".to_owned())], "goes by http"),
            (vec![with(|webhook| webhook.url = "https://10.0.0.1/secret".to_owned())], "may not be dialled"),
            (vec![good.clone(), good.clone()], "stands twice"),
        ] {
            let error = read(&webhooks).err().unwrap().to_string();
            assert!(error.contains(problem) && !error.contains("secret\""), "{error}");
            assert!(!error.contains("hooks.example") && !error.contains(&secret), "{error}");
        }
    }
}
