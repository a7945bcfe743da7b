//! Connections taken, each within its limits, until the desk is asked to stop.

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::middleware::AddExtension;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};
use tower::Service;

use crate::{Desk, app};

/// Requests under way get so long to end once the desk is asked to stop.
const DRAIN: Duration = Duration::from_secs(30);
/// The headers of a request must have come by then; a connection without a request ends then too.
const HEADERS: Duration = Duration::from_secs(10);
/// Largest headers of a request, bytes, and the buffer of a connection.
const HEADER_BYTES: usize = 64 * 1024;
/// How often it is looked whether the last socket has closed.
const LOOK: Duration = Duration::from_millis(20);
/// After a failure to take a connection, as when no file handle is left.
const PAUSE: Duration = Duration::from_millis(500);

/// Answers on a listener until `stop`, then says at once that the desk is not ready, and lets what is under way end,
/// for 30 seconds at most.
pub async fn listen(listener: TcpListener, desk: &Desk, stop: impl Future<Output = ()>) {
    let mut services = app(desk.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let room = Arc::new(Semaphore::new(desk.connections.min(Semaphore::MAX_PERMITS)));
    let (stopping, stopped) = watch::channel(());
    let mut stop = pin!(stop);
    loop {
        let (connection, peer) = tokio::select! {
            taken = take(&listener, &room) => taken,
            () = &mut stop => break,
        };
        let service: Result<_, Infallible> = services.call(peer).await;
        let Ok(service) = service;
        tokio::spawn(answer(connection, service, stopped.clone()));
    }
    desk.drain();
    drop((listener, stopped));
    stopping.send_replace(());
    let ended = async {
        stopping.closed().await;
        // Sockets were told too; each says goodbye by itself.
        while desk.hub.open() > 0 {
            sleep(LOOK).await;
        }
    };
    if timeout(DRAIN, ended).await.is_err() {
        tracing::warn!("some requests did not end in time");
    }
}

/// Answers the requests of one connection; told to stop, only the one under way. How a connection breaks off is the
/// other end's affair, and its cause may quote what was sent, so it goes nowhere.
async fn answer(
    connection: Connection,
    service: AddExtension<Router, ConnectInfo<SocketAddr>>,
    mut stopped: watch::Receiver<()>,
) {
    let mut server = http1::Builder::new();
    server.timer(TokioTimer::new()).header_read_timeout(HEADERS).max_buf_size(HEADER_BYTES);
    let service = TowerToHyperService::new(service);
    let mut serving = pin!(server.serve_connection(TokioIo::new(connection), service).with_upgrades());
    tokio::select! {
        _ = serving.as_mut() => return,
        _ = stopped.changed() => serving.as_mut().graceful_shutdown(),
    }
    let _ = serving.await;
}

/// The next connection, once there is room for it.
async fn take(listener: &TcpListener, room: &Arc<Semaphore>) -> (Connection, SocketAddr) {
    loop {
        let Ok(place) = Arc::clone(room).acquire_owned().await else {
            // Nobody closes it.
            return std::future::pending().await;
        };
        match listener.accept().await {
            Ok((stream, peer)) => {
                // A message of a few bytes is not held back for more to come; where that can't be set, it is.
                let _ = stream.set_nodelay(true);
                return (Connection { stream, _place: place }, peer);
            }
            Err(error) => {
                tracing::warn!(cause = %error.kind(), "a connection could not be taken");
                sleep(PAUSE).await;
            }
        }
    }
}

/// A connection with its place among those that may be open; what it is upgraded to keeps the place.
struct Connection {
    stream: TcpStream,
    _place: OwnedSemaphorePermit,
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
