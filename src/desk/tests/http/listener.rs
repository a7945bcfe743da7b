//! A real server on this machine that takes what the desk posts, keeps it, and answers as it is told.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, Uri};
use axum::routing::any;

/// What came in one post.
#[derive(Clone, Debug)]
pub struct Post {
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Post {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// In place of a status: no answer ever comes.
pub const SILENCE: u16 = 0;

/// Status, one header, body.
type Reply = (u16, Option<(&'static str, String)>, String);

#[derive(Default)]
struct Inner {
    posts: Mutex<Vec<Post>>,
    replies: Mutex<VecDeque<Reply>>,
}

/// The server; it lives as long as the test.
pub struct Listener {
    pub url: String,
    inner: Arc<Inner>,
}

impl Listener {
    pub async fn new() -> Self {
        let inner = Arc::new(Inner::default());
        let kept = Arc::clone(&inner);
        let take = move |uri: Uri, headers: HeaderMap, body: Bytes| async move {
            let body = String::from_utf8(body.to_vec()).unwrap();
            kept.posts.lock().unwrap().push(Post { path: uri.to_string(), headers, body });
            let reply = kept.replies.lock().unwrap().pop_front();
            if reply.as_ref().is_some_and(|(status, ..)| *status == SILENCE) {
                std::future::pending::<()>().await;
            }
            let (status, header, body) = reply.unwrap_or((200, None, r#"{"errcode":0,"code":0}"#.to_owned()));
            let builder =
                header.into_iter().fold(Response::builder().status(status), |builder, (name, value)| {
                    builder.header(name, value)
                });
            builder.body(Body::from(body)).unwrap()
        };
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", socket.local_addr().unwrap());
        let router = Router::new().fallback(any(take));
        tokio::spawn(async move { axum::serve(socket, router).await.unwrap() });
        Self { url, inner }
    }

    /// What the next post is answered with; 200 and success where nothing is left.
    pub fn reply(&self, status: u16, header: Option<(&'static str, String)>, body: &str) {
        self.inner.replies.lock().unwrap().push_back((status, header, body.to_owned()));
    }

    /// How many came since the last call of [`Listener::posts`].
    pub fn count(&self) -> usize {
        self.inner.posts.lock().unwrap().len()
    }

    /// What came since the last call.
    pub fn posts(&self) -> Vec<Post> {
        std::mem::take(&mut self.inner.posts.lock().unwrap())
    }
}
