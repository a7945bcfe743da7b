//! A visitor's socket, with small buffers, since thousands of them stand in one process.

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use protocol::{DeskFrame, Hello, Progress, VisitorFrame};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;
use tokio_tungstenite::{WebSocketStream, client_async_with_config};

use super::NEVER;
use super::web::SHOP;

/// A browser's end of a socket.
pub struct Socket(WebSocketStream<TcpStream>);

impl Socket {
    /// Opens one at an address as `127.0.0.1:8787`, and says whose it is.
    pub async fn open(address: &str, hello: Hello) -> Result<Self> {
        timeout(NEVER, Self::connect(address, hello)).await.context("no socket opened")?
    }

    async fn connect(address: &str, hello: Hello) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        let mut request = format!("ws://{address}/api/v1/live").into_client_request()?;
        request.headers_mut().insert("origin", SHOP.parse()?);
        let config = WebSocketConfig::default().read_buffer_size(1024).write_buffer_size(0);
        let (socket, _) = client_async_with_config(request, stream, Some(config)).await?;
        let mut socket = Self(socket);
        socket.say(&VisitorFrame::Hello(hello)).await?;
        Ok(socket)
    }

    pub async fn say(&mut self, frame: &VisitorFrame) -> Result<()> {
        Ok(self.0.send(Message::text(serde_json::to_string(frame)?)).await?)
    }

    /// What the desk tells next of the conversation; fails once the socket has ended.
    pub async fn progress(&mut self) -> Result<Progress> {
        loop {
            match self.0.next().await.context("the socket has ended")?? {
                Message::Text(text) => match serde_json::from_str(&text)? {
                    DeskFrame::Progress(progress) => return Ok(progress),
                    DeskFrame::Typing(_) | DeskFrame::Beat => {}
                    DeskFrame::Bye(_) => bail!("the desk says goodbye"),
                },
                Message::Close(frame) => bail!("the desk closes the socket: {frame:?}"),
                _ => {}
            }
        }
    }
}
