//! A visitor's or an agent's browser: Chromium driven by ChromeDriver.

use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::{Client, ClientBuilder};
use serde_json::{Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep};

use crate::Places;
use crate::proof::web::{Ask, Web, Who};

/// How long a journey waits for something to appear before it fails.
const PATIENCE: Duration = Duration::from_secs(20);
/// How often a driver is started before the machine is held to have none.
const DRIVER_STARTS: u32 = 5;
/// How often it looks.
const LOOK: Duration = Duration::from_millis(50);

/// A browser of its own, with its driver; both end with it.
pub struct Visitor {
    client: Client,
    /// Where the driver listens.
    driver: String,
    _driver: Child,
}

/// Opens a browser with an empty profile, 1280 by 800 pixels.
pub async fn browser() -> Result<Visitor> {
    let (driver, port) = driver().await?;
    let arguments = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--window-size=1280,800",
    ];
    let wanted = json!({
        "goog:chromeOptions": { "args": arguments, "binary": Places::chromium() },
        "goog:loggingPrefs": { "browser": "ALL" },
    });
    let Value::Object(wanted) = wanted else { bail!("the capabilities are no object") };
    let client = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
        .capabilities(wanted)
        .connect(&format!("http://127.0.0.1:{port}"))
        .await?;
    Ok(Visitor { client, driver: format!("http://127.0.0.1:{port}/"), _driver: driver })
}

/// A driver on a port of its own. It asks for the same number in IPv4 and in IPv6 and ends where another process has
/// one of the two, so it is started again.
async fn driver() -> Result<(Child, u16)> {
    for _ in 0..DRIVER_STARTS {
        if let Some(started) = start_driver().await? {
            return Ok(started);
        }
    }
    bail!("chromedriver ended {DRIVER_STARTS} times without saying its port")
}

async fn start_driver() -> Result<Option<(Child, u16)>> {
    let mut command = Command::new(Places::chromedriver());
    command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let mut driver = command.spawn()?;
    let mut lines = BufReader::new(driver.stdout.take().context("chromedriver has no output")?).lines();
    while let Some(line) = lines.next_line().await? {
        let port = line
            .split("started successfully on port ")
            .nth(1)
            .and_then(|rest| rest.trim_end_matches('.').parse().ok());
        if let Some(port) = port {
            // What it prints later goes nowhere, but the pipe must stay open.
            tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
            return Ok(Some((driver, port)));
        }
    }
    Ok(None)
}

/// Finds the widget's shadow root as `root`; every script of ours begins so.
const ROOT: &str = "const root = document.querySelector('tandem-widget')?.shadowRoot;\n";

impl Visitor {
    /// Goes to a page.
    pub async fn go(&self, url: &str) -> Result<()> {
        Ok(self.client.goto(url).await?)
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.client.refresh().await?)
    }

    /// Runs a script in the page; `root` is the widget's shadow root. Gives back what it returns.
    pub async fn run(&self, script: &str) -> Result<Value> {
        Ok(self.client.execute(&[ROOT, script].concat(), Vec::new()).await?)
    }

    /// Runs a script until it returns something true, and gives that back.
    pub async fn until(&self, what: &str, script: &str) -> Result<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let value = self.run(script).await?;
            if !matches!(value, Value::Null | Value::Bool(false)) {
                return Ok(value);
            }
            if Instant::now() > end {
                let shown = self
                    .run("return root?.querySelector('.panel')?.innerText ?? document.body.innerText")
                    .await?;
                bail!("waited in vain for {what}; the page shows:\n{}", shown.as_str().unwrap_or_default());
            }
            sleep(LOOK).await;
        }
    }

    /// Waits until the panel, or the page where there is no widget, shows these words.
    pub async fn sees(&self, words: &str) -> Result<()> {
        let words_json = json!(words);
        let script = format!(
            "const shown = (root?.querySelector('.panel:not([hidden])')?.innerText ?? '') + document.body.innerText;
             return shown.includes({words_json})"
        );
        self.until(&format!("the words {words_json}"), &script).await?;
        Ok(())
    }

    /// Opens the panel by a press on the launcher.
    pub async fn open(&self) -> Result<()> {
        self.until("the launcher", "return !!root?.querySelector('.launcher')").await?;
        self.clicks("root.querySelector('.launcher')").await?;
        self.until("the panel", "return !!root.querySelector('.panel:not([hidden])')").await?;
        Ok(())
    }

    /// Types into the composer as a keyboard does, without sending.
    pub async fn types(&self, text: &str) -> Result<()> {
        let script = format!(
            "const box = root.querySelector('textarea'); box.focus(); box.value = {};
             box.dispatchEvent(new InputEvent('input', {{ bubbles: true, composed: true }}))",
            json!(text)
        );
        self.run(&script).await?;
        Ok(())
    }

    /// Presses Enter in the composer.
    pub async fn enter(&self) -> Result<()> {
        let key = "{ key: 'Enter', bubbles: true, composed: true, cancelable: true }";
        self.run(&format!(
            "root.querySelector('textarea').dispatchEvent(new KeyboardEvent('keydown', {key}))"
        ))
        .await?;
        Ok(())
    }

    /// Types and sends.
    pub async fn says(&self, text: &str) -> Result<()> {
        self.types(text).await?;
        self.enter().await
    }

    /// Presses the button in the panel that carries these words, once it is there.
    pub async fn presses(&self, words: &str) -> Result<()> {
        let find = format!(
            "const button = [...root.querySelectorAll('button')].find((it) => it.textContent.trim() === {});",
            json!(words)
        );
        self.until(
            &format!("the button {words:?}"),
            &format!("{find} if (button) button.click(); return !!button"),
        )
        .await?;
        Ok(())
    }

    /// Clicks what a script's expression finds, once it is there.
    pub async fn clicks(&self, found: &str) -> Result<()> {
        self.until(found, &format!("const found = {found}; found?.click(); return !!found")).await?;
        Ok(())
    }

    /// The real driver, for what the helpers don't cover.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Sends a command of Chromium's own DevTools protocol, and gives back what it brings.
    ///
    /// # Errors
    /// Where the browser knows no such command.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Result<Value> {
        let session = self.client.session_id().await?.context("the browser has no session")?;
        let path = format!("session/{session}/goog/cdp/execute");
        let ask = Ask::post(&Who::Nobody, path, &json!({ "cmd": command, "params": parameters }));
        let mut reply: Value = Web::new(&self.driver).send(&ask).await?.expect(200)?.json()?;
        Ok(reply["value"].take())
    }

    /// Ends the browser. A browser that is only dropped is ended by its driver's death.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }
}
