//! A chart of 20 templates: rendering its files, and diagnostics after a keystroke in its values.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use criterion::{Criterion, criterion_group, criterion_main};
use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use spark_eci_lint::{
    Language,
    config::Flags,
    helm::{self, Release},
    inputs::{Boundary, Reader},
    lsp::{Options, serve},
    project::Choice,
};
use tempfile::TempDir;

const TEMPLATES: usize = 20;

const TEMPLATE: &str = "apiVersion: sparkoperator.k8s.io/v1beta2
kind: SparkApplication
metadata:
  name: {{ .Release.Name }}-NUMBER
  labels:
    {{- include \"orders.labels\" . | nindent 4 }}
spec:
  type: Scala
  mode: cluster
  sparkVersion: {{ .Values.sparkVersion }}
  image: \"{{ .Values.image.repository }}:{{ .Values.image.tag }}\"
  mainClass: com.example.Orders
  mainApplicationFile: local:///opt/orders.jar
  driver:
    cores: {{ .Values.driver.cores | default 1 }}
    memory: {{ .Values.driver.memory | quote }}
    labels: {alibabacloud.com/eci: \"true\"}
  executor:
    instances: {{ .Values.executor.instances }}
    cores: {{ .Values.executor.cores }}
    memory: {{ .Values.executor.memory | quote }}
    labels: {alibabacloud.com/eci: \"true\"}
    {{- with .Values.executor.annotations }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
";

const HELPERS: &str = "{{- define \"orders.labels\" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name | trunc 63 | trimSuffix \"-\" }}
{{- end }}
";

const VALUES: &str = "image: {repository: registry.example.com/orders, tag: \"1.4\"}
sparkVersion: 3.5.0
driver: {memory: 512m}
executor:
  instances: 4
  cores: 2
  memory: 4g
  annotations:
    k8s.aliyun.com/eci-use-specs: 2-4Gi
";

fn chart() -> TempDir {
    let folder = TempDir::new().expect("a folder");
    let write = |file: &str, text: &str| fs::write(folder.path().join(file), text).expect("a file");
    fs::create_dir(folder.path().join("templates")).expect("a folder");
    write(
        "Chart.yaml",
        "apiVersion: v2\nname: orders\nversion: 0.1.0\n",
    );
    write("values.yaml", VALUES);
    write("templates/_helpers.tpl", HELPERS);
    for number in 0..TEMPLATES {
        let text = TEMPLATE.replace("NUMBER", &number.to_string());
        write(&format!("templates/app-{number}.yaml"), &text);
    }
    folder
}

struct Disk;

impl Reader for Disk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn shown(&self, path: &Path) -> String {
        path.display().to_string()
    }
}

fn render(criterion: &mut Criterion) {
    let folder = chart();
    let path = folder.path().canonicalize().expect("a folder");
    let boundary = Boundary::new(path.clone());
    let release = Release::default();
    criterion.bench_function("render a chart of 20 templates", |bench| {
        bench.iter(|| {
            let outcome =
                helm::render(&path, &[&release], None, &Disk, &boundary).expect("a chart");
            let renderings = outcome.renderings.expect("it is read");
            let rendered = renderings[0].as_ref().expect("it is rendered");
            assert!(rendered.len() == TEMPLATES && rendered.iter().all(|one| one.result.is_ok()));
        });
    });
}

struct Editor {
    connection: Connection,
    last_id: i32,
    version: i32,
    uri: String,
}

impl Editor {
    fn open(file: &PathBuf) -> Self {
        let (client, server) = Connection::memory();
        let options = Options {
            choice: Choice::None,
            flags: Flags::default(),
            language: None,
            usual_language: Language::En,
        };
        std::thread::spawn(move || serve(&server, options));
        let uri = url::Url::from_file_path(file).expect("a path").to_string();
        let mut editor = Self {
            connection: client,
            last_id: 0,
            version: 1,
            uri: uri.clone(),
        };
        let capabilities = json!({"textDocument": {"diagnostic": {}}});
        let folder = url::Url::from_file_path(file.parent().expect("a folder")).expect("a path");
        editor.request(
            "initialize",
            json!({"capabilities": capabilities, "rootUri": folder.to_string()}),
        );
        editor.notify("initialized", json!({}));
        let document = json!({"uri": uri, "languageId": "yaml", "version": 1, "text": VALUES});
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

    /// Retypes the heap, and waits for diagnostics.
    fn keystroke(&mut self) -> usize {
        self.version += 1;
        let heap = if self.version % 2 == 0 { "3g" } else { "4g" };
        let text = VALUES.replace("memory: 4g", &format!("memory: {heap}"));
        let document = json!({"uri": self.uri, "version": self.version});
        self.notify(
            "textDocument/didChange",
            json!({"textDocument": document, "contentChanges": [{"text": text}]}),
        );
        let params = json!({"textDocument": {"uri": self.uri}});
        let report = self.request("textDocument/diagnostic", params);
        report["items"].as_array().map_or(0, Vec::len)
    }
}

fn keystroke(criterion: &mut Criterion) {
    let folder = chart();
    let mut editor = Editor::open(&folder.path().join("values.yaml"));
    // A heap of 4 GiB does not fit the spec; one of 3 GiB does.
    let found = [editor.keystroke(), editor.keystroke()];
    assert_ne!(found[0], found[1]);
    criterion.bench_function("keystroke in the values to diagnostics", |bench| {
        bench.iter(|| editor.keystroke());
    });
}

criterion_group!(benches, render, keystroke);
criterion_main!(benches);
