//! Spans of requests for an OpenTelemetry collector, where the program was built with the feature `otel`.
//!
//! A span has the route's pattern, the method and the status; nothing of a person, as the log.

#[cfg(feature = "otel")]
pub use sending::{Spans, layer};
#[cfg(not(feature = "otel"))]
pub use without::{Spans, layer};

#[cfg(not(feature = "otel"))]
mod without {
    use anyhow::{Result, bail};
    use tracing_subscriber::layer::Identity;

    /// Nothing to be sent.
    pub struct Spans;

    /// A layer that does nothing.
    ///
    /// # Errors
    /// Where spans are to be sent.
    pub fn layer(otlp: Option<&str>) -> Result<(Identity, Spans)> {
        match otlp {
            None => Ok((Identity::new(), Spans)),
            Some(_) => {
                bail!("this tandem sends no spans: build it with `--features otel`, or leave `otlp` out")
            }
        }
    }
}

#[cfg(feature = "otel")]
mod sending {
    use anyhow::{Context, Result};
    use opentelemetry::trace::TracerProvider;
    use opentelemetry_otlp::{SpanExporter, WithExportConfig};
    use opentelemetry_sdk::Resource;
    use opentelemetry_sdk::trace::SdkTracerProvider;
    use tracing_subscriber::filter::filter_fn;
    use tracing_subscriber::{Layer, Registry};

    /// What the desk makes for whoever collects spans, and nothing else.
    const TARGET: &str = "spans";

    /// What collects spans; dropped, it sends the last of them.
    pub struct Spans(Option<SdkTracerProvider>);

    /// A layer that sends what is answered, where an address is given.
    ///
    /// # Errors
    /// Where nobody could be asked at the address.
    pub fn layer(otlp: Option<&str>) -> Result<(Option<impl Layer<Registry>>, Spans)> {
        let Some(address) = otlp else { return Ok((None, Spans(None))) };
        let endpoint = format!("{}/v1/traces", address.trim_end_matches('/'));
        let exporter = SpanExporter::builder().with_http().with_endpoint(endpoint).build();
        let exporter = exporter.context("spans cannot be sent: check `otlp`")?;
        let resource = Resource::builder().with_service_name("tandem").build();
        let provider =
            SdkTracerProvider::builder().with_batch_exporter(exporter).with_resource(resource).build();
        let layer = tracing_opentelemetry::layer()
            .with_tracer(provider.tracer("tandem"))
            .with_location(false)
            .with_threads(false)
            .with_filter(filter_fn(|metadata| metadata.is_span() && metadata.target() == TARGET));
        Ok((Some(layer), Spans(Some(provider))))
    }

    impl Drop for Spans {
        fn drop(&mut self) {
            if let Some(provider) = self.0.take() {
                // A collector that is away takes nothing, which is no failure of the desk.
                let _ = provider.shutdown();
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use std::io::{Read, Write};
        use std::net::TcpListener;

        use tracing_subscriber::layer::SubscriberExt;
        use tracing_subscriber::registry;

        use super::*;

        /// Takes one post and gives all of it.
        fn collect(listener: &TcpListener) -> Vec<u8> {
            let (mut stream, _) = listener.accept().unwrap();
            let (mut post, mut chunk) = (Vec::new(), [0; 4_096]);
            loop {
                let count = stream.read(&mut chunk).unwrap();
                post.extend_from_slice(&chunk[..count]);
                let text = String::from_utf8_lossy(&post).to_ascii_lowercase();
                let Some((head, _)) = text.split_once("\r\n\r\n") else { continue };
                let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
                let length: usize = length.unwrap().trim().parse().unwrap();
                if post.len() >= head.len() + 4 + length {
                    break;
                }
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").unwrap();
            post
        }

        #[test]
        fn what_is_answered_is_sent_and_nothing_else() {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let address = format!("http://{}/", listener.local_addr().unwrap());
            let (layer, spans) = layer(Some(&address)).unwrap();
            tracing::subscriber::with_default(registry().with(layer), || {
                let answer = tracing::debug_span!(
                    target: "spans",
                    "answer",
                    otel.name = "GET /api/v1/handoffs",
                    http.response.status_code = 201_u16,
                );
                answer.in_scope(|| tracing::error!(target: "spans", "sayno"));
                tracing::error_span!(target: "desk", "request", number = 7, words = "sayno").in_scope(|| {});
            });
            let collecting = std::thread::spawn(move || collect(&listener));
            drop(spans);
            let post = String::from_utf8_lossy(&collecting.join().unwrap()).into_owned();
            assert!(post.starts_with("POST /v1/traces HTTP/1.1"), "{post}");
            for told in ["GET /api/v1/handoffs", "http.response.status_code", "tandem"] {
                assert!(post.contains(told), "{told} is not in {post}");
            }
            assert!(!post.contains("sayno") && !post.contains("request"), "{post}");
        }
    }
}
