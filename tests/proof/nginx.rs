//! The example of a reverse proxy in front of a real desk: a handoff, a socket and a large file go through it, and the desk
//! learns the visitor's real address.

use std::net::TcpListener;
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use axum::body::Body;
use axum::http::Method;
use hyper_util::client::legacy::Client as Http;
use hyper_util::rt::TokioExecutor;
use protocol::FILE_BYTES;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::time::sleep;

use super::client::Client;
use super::socket::Socket;
use super::web::{Ask, Web};
use crate::{Desk, Places};

/// What stands in the example and differs here.
const TLS: [&str; 4] =
    ["listen 443 ssl;", "listen [::]:443 ssl;", "ssl_certificate ", "ssl_certificate_key "];

/// A proxy at work, ended when dropped.
struct Proxy {
    _child: Child,
    _folder: TempDir,
    address: String,
}

/// Carries it out; false where this machine has no nginx.
pub async fn run() -> Result<bool> {
    if Command::new("nginx").arg("-v").stderr(Stdio::null()).status().await.is_err() {
        return Ok(false);
    }
    let desk = Desk::bare("127.0.0.1:0", &["--trusted-proxies", "1", "--new-conversations", "1"]).await?;
    let proxy = Proxy::start(&desk.address()).await?;
    let base = format!("http://{}/", proxy.address);
    let web = Web::new(&base);
    let mut anna = Client::new("anna");
    anna.ask_for_a_person();
    hand_over(&web, &mut anna, 201).await?;
    let mut socket = Socket::open(&proxy.address, anna.hello()).await?;
    ensure!(anna.hear(socket.progress().await?)?.events.len() == 1, "the socket tells what there is");
    upload(&base, &anna, FILE_BYTES).await.context("the largest file")?;
    let told = anna.hear(socket.progress().await?)?;
    ensure!(
        told.events[0].message.as_ref().is_some_and(|message| message.attachment.is_some()),
        "the file is heard of"
    );
    // The desk counts by the address that the proxy saw, whatever the visitor claims.
    let mut bert = Client::new("bert");
    bert.ask_for_a_person();
    let (_, ask) = bert.next().context("there is something to send")?;
    let mut forged = ask.request(&base)?;
    forged.headers_mut().insert("x-forwarded-for", "203.0.113.9".parse()?);
    let http: Http<_, Body> = Http::builder(TokioExecutor::new()).build_http();
    let status = http.request(forged).await?.status();
    ensure!(status == 429, "a forged address was believed: {status}");
    Ok(true)
}

async fn hand_over(web: &Web, client: &mut Client, status: u16) -> Result<()> {
    let (item, ask) = client.next().context("there is something to send")?;
    let reply = web.send(&ask).await?.expect(status)?;
    client.tried(&item, Some(&reply), 0.0, 0.0)?;
    Ok(())
}

/// Sends a document of so many bytes.
async fn upload(base: &str, client: &Client, bytes: usize) -> Result<()> {
    let mut document = b"%PDF-1.7\n".to_vec();
    document.resize(bytes, b' ');
    let path = format!("{}/files?message=f1", client.path());
    let mut request = Ask::get(&client.who(), path).request(base)?;
    *request.method_mut() = Method::POST;
    *request.body_mut() = Body::from(document);
    request.headers_mut().insert("content-type", "application/pdf".parse()?);
    request.headers_mut().insert("tandem-file-name", "large.pdf".parse()?);
    let http: Http<_, Body> = Http::builder(TokioExecutor::new()).build_http();
    let status = http.request(request).await?.status();
    ensure!(status == 201, "{status}");
    Ok(())
}

impl Proxy {
    async fn start(desk: &str) -> Result<Self> {
        let example = Command::new(Places::program()).args(["example", "nginx"]).output().await?;
        let example = String::from_utf8(example.stdout)?;
        let address = TcpListener::bind("127.0.0.1:0")?.local_addr()?.to_string();
        for line in TLS {
            ensure!(example.contains(line), "the example lacks `{line}`");
        }
        let here = example.lines().filter(|line| !TLS.iter().any(|tls| line.trim().starts_with(tls)));
        let here = here.collect::<Vec<_>>().join("\n");
        let here = here
            .replace("server 127.0.0.1:8787;", &format!("server {desk};"))
            .replace("server_name desk.example;", &format!("listen {address};"))
            .replace("/var/log/nginx/tandem.log", "error.log");
        let folder = tempfile::Builder::new().prefix("tandem-nginx-").tempdir()?;
        let temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map(|kind| format!("{kind}_temp_path {kind};"))
            .join("\n");
        let whole = format!(
            "daemon off;\npid nginx.pid;\nerror_log error.log;\nevents {{}}\nhttp {{\n{temporary}\n{here}\n}}\n"
        );
        let path = folder.path().join("nginx.conf");
        std::fs::write(&path, whole)?;
        let mut command = Command::new("nginx");
        command.arg("-p").arg(folder.path()).arg("-c").arg(&path).stderr(Stdio::null()).kill_on_drop(true);
        let judged = Command::new("nginx")
            .arg("-t")
            .arg("-p")
            .arg(folder.path())
            .arg("-c")
            .arg(&path)
            .output()
            .await?;
        ensure!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
        // One process: what ends it ends all of it.
        let child = command.arg("-g").arg("master_process off;").spawn()?;
        while TcpStream::connect(&address).await.is_err() {
            sleep(Duration::from_millis(20)).await;
        }
        Ok(Self { _child: child, _folder: folder, address })
    }
}
