//! A real little mail server on this machine, which speaks as much SMTP as the desk needs.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// A mail that arrived.
#[derive(Clone, Debug, Default)]
pub struct Letter {
    /// As SMTP was told.
    pub to: Vec<String>,
    /// Headers and body as they came, lines ended by `\n`.
    pub data: String,
}

impl Letter {
    /// A header's value.
    pub fn header(&self, name: &str) -> &str {
        let mut lines = self.data.lines().take_while(|line| !line.is_empty());
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": ")).unwrap_or_default()
    }

    /// The six digits that stand in it.
    pub fn code(&self) -> String {
        let body = self.data.split_once("\n\n").unwrap().1;
        let digits = body.split(|c: char| !c.is_ascii_digit()).find(|digits| digits.len() == 6);
        digits.expect("a mail with a code holds six digits").to_owned()
    }
}

#[derive(Default)]
struct Inner {
    letters: Mutex<Vec<Letter>>,
    refusals: Mutex<VecDeque<&'static str>>,
}

/// The server; it lives as long as the test.
pub struct Smtp {
    pub url: String,
    inner: Arc<Inner>,
}

impl Smtp {
    pub async fn new() -> Self {
        let inner = Arc::new(Inner::default());
        let kept = Arc::clone(&inner);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                tokio::spawn(converse(stream, Arc::clone(&kept)));
            }
        });
        Self { url, inner }
    }

    /// Refuses the next recipient with this reply.
    pub fn refuse(&self, reply: &'static str) {
        self.inner.refusals.lock().unwrap().push_back(reply);
    }

    /// What arrived since the last call.
    pub fn letters(&self) -> Vec<Letter> {
        std::mem::take(&mut self.inner.letters.lock().unwrap())
    }
}

async fn converse(stream: TcpStream, inner: Arc<Inner>) {
    let mut stream = BufReader::new(stream);
    let mut letter = Letter::default();
    let mut says = "220 mail.example".to_owned();
    loop {
        stream.get_mut().write_all(format!("{says}\r\n").as_bytes()).await.unwrap();
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let verb = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        says = match verb.as_str() {
            "EHLO" => "250-mail.example\r\n250 8BITMIME".to_owned(),
            "RCPT" => match inner.refusals.lock().unwrap().pop_front() {
                Some(refusal) => refusal.to_owned(),
                None => {
                    letter.to.push(line.split(['<', '>']).nth(1).unwrap_or_default().to_owned());
                    "250 ok".to_owned()
                }
            },
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").await.unwrap();
                letter.data = read_data(&mut stream).await;
                inner.letters.lock().unwrap().push(std::mem::take(&mut letter));
                "250 kept".to_owned()
            }
            "QUIT" => "221 bye".to_owned(),
            _ => "250 ok".to_owned(),
        };
    }
}

async fn read_data(stream: &mut BufReader<TcpStream>) -> String {
    let mut data = String::new();
    loop {
        let mut line = String::new();
        stream.read_line(&mut line).await.unwrap();
        let line = line.trim_end_matches(['\r', '\n']);
        if line == "." {
            return data;
        }
        data.push_str(line.strip_prefix('.').unwrap_or(line));
        data.push('\n');
    }
}
