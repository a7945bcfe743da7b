//! Runs the real program in a folder of its own.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// A folder for one test, gone when it ends.
pub struct Folder(tempfile::TempDir);

/// What a run of the program came to.
pub struct Run {
    pub succeeded: bool,
    pub out: String,
    pub err: String,
}

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("there is a place for temporary files"))
    }

    /// A folder with one file.
    pub fn with(name: &str, content: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder.write(name, content);
        folder
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("it lies in the folder")).expect("the folder is ours");
        std::fs::write(path, content).expect("the folder is ours");
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).expect("the program wrote it")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Runs `tandem` here; arguments are split at spaces.
    pub fn tandem(&self, arguments: &str) -> Run {
        self.run(arguments, "", &[])
    }

    /// The same, with some variables in the environment.
    pub fn tandem_with(&self, arguments: &str, variables: &[(&str, &str)]) -> Run {
        self.run(arguments, "", variables)
    }

    /// The same, with something to read on standard input.
    pub fn tandem_reading(&self, arguments: &str, input: &str) -> Run {
        self.run(arguments, input, &[])
    }

    fn run(&self, arguments: &str, input: &str, variables: &[(&str, &str)]) -> Run {
        self.write(".input", input);
        let input = std::fs::File::open(self.path(".input")).expect("it was just written");
        let output = Command::new(env!("CARGO_BIN_EXE_tandem"))
            .args(arguments.split_whitespace())
            .envs(variables.iter().copied())
            .current_dir(self.0.path())
            .stdin(Stdio::from(input))
            .output()
            .expect("the program was built for this test");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("the program writes UTF-8");
        Run { succeeded: output.status.success(), out: text(output.stdout), err: text(output.stderr) }
    }
}

/// A desk that runs on `desk.db` in a folder; it ends with this.
pub struct Served {
    child: Child,
    /// Where it listens, as `127.0.0.1:8787`.
    pub address: String,
}

impl Served {
    /// Starts it, and waits until it says where it listens.
    pub fn start(folder: &Folder) -> Self {
        Self::start_with(folder, &[])
    }

    /// The same with more arguments.
    pub fn start_with(folder: &Folder, arguments: &[&str]) -> Self {
        let mut desk = Command::new(env!("CARGO_BIN_EXE_tandem"))
            .args(["serve", "--bind", "127.0.0.1:0", "--database", "desk.db"])
            .args(arguments)
            .current_dir(folder.0.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program was built for this test");
        let out = desk.stdout.take().expect("its output is ours");
        let said: Vec<String> = BufReader::new(out).lines().take(2).map_while(Result::ok).collect();
        assert_eq!(said.len(), 2, "the desk says where it listens, and gives a link");
        let address = said[0].rsplit("//").next().unwrap_or_default().trim_end_matches('/').to_owned();
        Self { child: desk, address }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has told by then.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The demo shop's questions, from the project's own data.
pub fn shop(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}
