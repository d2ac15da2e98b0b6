//! The server of a finished build.

use std::{
    collections::HashMap,
    fs,
    io::{self, Cursor},
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    thread::{self, JoinHandle},
};

use serde_json::Value;
use tiny_http::{Header, Method, Request, Response, Server};

use crate::{
    csp,
    delivery::{SECURITY_HEADERS, cache_control, content_type, file_for},
    endpoints::{self, Answer},
    files::files,
};

/// A slow answer for `/config.json` must not hold up the files.
const WORKERS: usize = 4;

/// CloudFront compresses from this size on.
const COMPRESS_FROM: usize = 1000;

/// Where `/config.json` comes from; a build never contains it.
#[derive(Clone, Debug)]
pub enum ConfigJson {
    /// This text, whether it is a valid configuration or not.
    Text(String),
    /// What this file holds at that moment; 502 if it cannot be read.
    File(PathBuf),
    /// Whatever this plain-http address answers at that moment, its status included; 502 if it
    /// does not answer.
    Proxy(String),
}

/// A running server for one build, on loopback; it stops when dropped.
pub struct Site {
    origin: String,
    server: Arc<Server>,
    workers: Vec<JoinHandle<()>>,
}

struct File {
    plain: Vec<u8>,
    brotli: Option<Vec<u8>>,
}

/// What the workers share.
struct Content {
    files: HashMap<String, File>,
    config: ConfigJson,
    with_policy: bool,
    /// Metadata of providers that were asked successfully, by issuer.
    discovered: Mutex<HashMap<String, Value>>,
}

impl Site {
    /// Serves the files that `dist` holds now on `http://localhost:<port>`; port 0 takes a free
    /// one.
    ///
    /// # Errors
    /// If `dist` cannot be read or the port cannot be bound.
    pub fn start(dist: &Path, config: ConfigJson, port: u16) -> io::Result<Self> {
        Self::serve(read_files(dist)?, config, true, port)
    }

    /// As `start`, for a build of another app, which may need another content security policy: it
    /// has none.
    ///
    /// # Errors
    /// If `dist` cannot be read or the port cannot be bound.
    pub fn without_policy(dist: &Path, config: ConfigJson, port: u16) -> io::Result<Self> {
        Self::serve(read_files(dist)?, config, false, port)
    }

    /// Serves `/config.json` and nothing else, in the same way.
    ///
    /// # Errors
    /// If the port cannot be bound.
    pub fn of_configuration(config: ConfigJson, port: u16) -> io::Result<Self> {
        Self::serve(HashMap::new(), config, true, port)
    }

    fn serve(
        files: HashMap<String, File>,
        config: ConfigJson,
        with_policy: bool,
        port: u16,
    ) -> io::Result<Self> {
        let content = Arc::new(Content {
            files,
            config,
            with_policy,
            discovered: Mutex::default(),
        });
        let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
        let port = listener.local_addr()?.port();
        let server = Arc::new(Server::from_listener(listener, None).map_err(io::Error::other)?);
        let workers = (0..WORKERS)
            .map(|_| {
                let (server, content) = (Arc::clone(&server), Arc::clone(&content));
                thread::spawn(move || {
                    while let Ok(request) = server.recv() {
                        content.answer(request);
                    }
                })
            })
            .collect();
        Ok(Self {
            origin: format!("http://localhost:{port}"),
            server,
            workers,
        })
    }

    /// Scheme, host and port, as in `http://localhost:3000`.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for _ in &self.workers {
            self.server.unblock();
        }
        for worker in self.workers.drain(..) {
            // A worker that panicked has said so itself.
            let _ = worker.join();
        }
    }
}

impl Content {
    fn answer(&self, request: Request) {
        let name = file_for(request.url()).to_owned();
        let response = if !matches!(request.method(), Method::Get | Method::Head) {
            text(405, "Method not allowed\n")
        } else if name == "config.json" {
            self.config_json()
        } else {
            self.file(&name, accepts_brotli(&request))
        };
        // The browser may have gone away, which concerns nobody.
        let _ = request.respond(response);
    }

    fn config_json(&self) -> Response<Cursor<Vec<u8>>> {
        match self.config() {
            Ok(Answer { status, body }) => respond(status, body.into_bytes(), "config.json"),
            Err(error) => text(502, &format!("{error}\n")),
        }
    }

    fn config(&self) -> Result<Answer, String> {
        match &self.config {
            ConfigJson::Text(body) => Ok(Answer {
                status: 200,
                body: body.clone(),
            }),
            ConfigJson::File(path) => match fs::read_to_string(path) {
                Ok(body) => Ok(Answer { status: 200, body }),
                Err(error) => Err(format!("{}: {error}", path.display())),
            },
            ConfigJson::Proxy(url) => endpoints::get(url),
        }
    }

    fn file(&self, name: &str, brotli: bool) -> Response<Cursor<Vec<u8>>> {
        let Some(file) = self.files.get(name) else {
            return text(404, "Not found\n");
        };
        let mut response = match &file.brotli {
            Some(compressed) if brotli => {
                let mut response = respond(200, compressed.clone(), name);
                add_header(&mut response, "Content-Encoding", "br");
                response
            }
            _ => respond(200, file.plain.clone(), name),
        };
        if file.brotli.is_some() {
            add_header(&mut response, "Vary", "Accept-Encoding");
        }
        if self.with_policy && name.ends_with(".html") {
            add_header(&mut response, "Content-Security-Policy", &self.policy());
        }
        response
    }

    /// The policy for the configuration of this moment. One that cannot be had or read allows no
    /// other origin, and the app has no use for one then.
    fn policy(&self) -> String {
        let config = self
            .config()
            .ok()
            .and_then(|answer| serde_json::from_str(&answer.body).ok())
            .unwrap_or(Value::Null);
        let issuer = config.get("issuer").and_then(Value::as_str);
        let discovery = issuer
            .filter(|_| config.get("domain").is_none())
            .and_then(|issuer| self.discover(issuer));
        csp::policy(&config, discovery.as_ref())
    }

    fn discover(&self, issuer: &str) -> Option<Value> {
        let mut discovered = self
            .discovered
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if let Some(metadata) = discovered.get(issuer) {
            return Some(metadata.clone());
        }
        match endpoints::discover(issuer) {
            Ok(metadata) => {
                discovered.insert(issuer.to_owned(), metadata.clone());
                Some(metadata)
            }
            Err(error) => {
                eprintln!("The policy lacks the provider's endpoints: {error}");
                None
            }
        }
    }
}

/// The content of all files below `dist`.
fn read_files(dist: &Path) -> io::Result<HashMap<String, File>> {
    files(dist)?
        .into_iter()
        .map(|(name, path)| Ok((name, File::new(fs::read(path)?)?)))
        .collect()
}

impl File {
    fn new(plain: Vec<u8>) -> io::Result<Self> {
        // A quality that a server would use while it answers.
        let quality = 5;
        let brotli = if plain.len() < COMPRESS_FROM {
            None
        } else {
            Some(compressed(&plain, quality)?)
        };
        Ok(Self { plain, brotli })
    }
}

fn compressed(plain: &[u8], quality: i32) -> io::Result<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        ..Default::default()
    };
    let mut output = Vec::new();
    brotli::BrotliCompress(&mut &*plain, &mut output, &params)?;
    Ok(output)
}

fn accepts_brotli(request: &Request) -> bool {
    request
        .headers()
        .iter()
        .filter(|header| header.field.equiv("Accept-Encoding"))
        .flat_map(|header| header.value.as_str().split(','))
        .any(|coding| coding.trim() == "br")
}

fn text(status: u16, body: &str) -> Response<Cursor<Vec<u8>>> {
    respond(status, body.as_bytes().to_vec(), "answer.txt")
}

/// An answer with the headers that belong to this file name.
fn respond(status: u16, body: Vec<u8>, name: &str) -> Response<Cursor<Vec<u8>>> {
    let mut response = Response::from_data(body)
        .with_status_code(status)
        .with_chunked_threshold(usize::MAX);
    add_header(&mut response, "Content-Type", content_type(name));
    add_header(&mut response, "Cache-Control", cache_control(name));
    for (header, value) in SECURITY_HEADERS {
        add_header(&mut response, header, value);
    }
    response
}

fn add_header(response: &mut Response<Cursor<Vec<u8>>>, name: &str, value: &str) {
    // Both are built from ASCII alone; anything else must not reach a browser as a header.
    if let Ok(header) = Header::from_bytes(name, value) {
        response.add_header(header);
    }
}
