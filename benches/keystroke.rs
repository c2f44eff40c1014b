//! Diagnostics of a whole file after a keystroke: 200 applications in 10,000 lines, as a stream of documents and as a
//! single list, which is parsed as a whole.

use criterion::{Criterion, criterion_group, criterion_main};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use spark_eci_lint::{
    Language,
    config::Flags,
    lsp::{Options, serve},
    project::Choice,
};

#[path = "manifests/applications.rs"]
mod applications;

const APPLICATIONS: usize = 200;

struct Editor {
    connection: Connection,
    last_id: i32,
    version: i32,
}

impl Editor {
    fn open(text: &str) -> Self {
        let (client, server) = Connection::memory();
        let options = Options {
            choice: Choice::None,
            flags: Flags::default(),
            language: None,
            usual_language: Language::En,
        };
        std::thread::spawn(move || serve(&server, options));
        let mut editor = Self {
            connection: client,
            last_id: 0,
            version: 1,
        };
        let capabilities = json!({"textDocument": {"diagnostic": {}}});
        editor.request("initialize", json!({"capabilities": capabilities}));
        editor.notify("initialized", json!({}));
        let document =
            json!({"uri": "untitled:a", "languageId": "yaml", "version": 1, "text": text});
        editor.notify("textDocument/didOpen", json!({"textDocument": document}));
        editor
    }

    fn notify(&self, method: &str, params: Value) {
        let method = method.to_owned();
        let message = Message::Notification(Notification { method, params });
        self.connection.sender.send(message).expect("a server");
    }

    fn request(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        let id = RequestId::from(self.last_id);
        let method = method.to_owned();
        let request = Request { id, method, params };
        self.connection
            .sender
            .send(request.into())
            .expect("a server");
        loop {
            if let Message::Response(response) = self.connection.receiver.recv().expect("an answer")
            {
                return response.response_result.expect("no error");
            }
        }
    }

    /// Retypes the heap of an application in the middle, and waits for diagnostics.
    fn keystroke(&mut self, line: usize, column: usize) -> usize {
        self.version += 1;
        let range = json!({
            "start": {"line": line, "character": column},
            "end": {"line": line, "character": column + 1},
        });
        let digit = if self.version % 2 == 0 { "3" } else { "4" };
        let document = json!({"uri": "untitled:a", "version": self.version});
        let changes = json!([{"range": range, "text": digit}]);
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": changes}),
        );
        let params = json!({"textDocument": {"uri": "untitled:a"}});
        let report = self.request("textDocument/diagnostic", params);
        report["items"].as_array().map_or(0, Vec::len)
    }
}

fn keystrokes(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("keystroke to diagnostics");
    for (name, text) in [
        ("stream", applications::stream(APPLICATIONS)),
        ("list", applications::list(APPLICATIONS)),
    ] {
        assert!(text.lines().count() >= 9_800, "{}", text.lines().count());
        let mut editor = Editor::open(&text);
        let mut heaps = text
            .lines()
            .enumerate()
            .filter(|(_, line)| line.ends_with("memory: 4g"));
        let (line, heap) = heaps.nth(APPLICATIONS / 2).expect("a heap");
        let column = heap.len() - 2;
        // Every application has a finding, and the edited one has it every other time.
        let found = [
            editor.keystroke(line, column),
            editor.keystroke(line, column),
        ];
        assert!(
            found[0] >= APPLICATIONS && found[0] != found[1],
            "{found:?}"
        );
        group.bench_function(name, |bench| bench.iter(|| editor.keystroke(line, column)));
    }
    group.finish();
}

criterion_group!(benches, keystrokes);
criterion_main!(benches);
