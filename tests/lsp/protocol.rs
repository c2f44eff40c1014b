//! The order of messages, and invalid messages.

use lsp_server::{Connection, Message, Notification, Request, RequestId};
use serde_json::{Value, json};
use spark_eci_lint::{
    Language,
    config::Flags,
    lsp::{self, Options},
    project::Choice,
};

use crate::{
    ORDERS,
    client::{Client, pulling, pushing},
};

#[test]
fn shutdown_follows_the_protocol() {
    assert!(Client::new(&pulling()).goodbye());
    // The server does not wait for a client that exits without a request, or just disconnects.
    let mut client = Client::new(&pulling());
    client.notify("exit", Value::Null);
    assert!(!client.end());
    assert!(!Client::new(&pulling()).end());
    assert!(!Client::silent().end());
}

#[test]
fn requests_before_initialize_and_after_shutdown_are_refused() {
    let mut client = Client::silent();
    client.open("a.yaml", ORDERS);
    let early = client.request("textDocument/hover", client.at("a.yaml", (0, 0)));
    assert_eq!(early.expect_err("too early").0, -32002);
    let welcome = client.request("initialize", json!({"capabilities": {}}));
    assert_eq!(
        welcome.expect("a welcome")["serverInfo"]["name"],
        "spark-eci-lint"
    );
    let twice = client.request("initialize", json!({"capabilities": {}}));
    assert_eq!(twice.expect_err("twice").0, -32600);
    client.request("shutdown", Value::Null).expect("a goodbye");
    let late = client.request("textDocument/hover", client.at("a.yaml", (0, 0)));
    assert_eq!(late.expect_err("too late").0, -32600);
}

#[test]
fn nonsense_is_refused_and_does_not_end_the_server() {
    let mut client = Client::new(&pulling());
    let code = |answer: Result<Value, (i32, String)>| answer.expect_err("no sense").0;
    for (method, params) in [
        ("textDocument/hover", json!({})),
        ("textDocument/hover", json!([1, 2])),
        ("textDocument/hover", Value::Null),
        (
            "textDocument/codeAction",
            json!({"textDocument": {"uri": 7}}),
        ),
        (
            "textDocument/inlayHint",
            json!({"textDocument": {"uri": "x"}, "range": "all"}),
        ),
        ("codeAction/resolve", json!("x")),
        ("workspace/diagnostic", json!({"previousResultIds": 1})),
    ] {
        assert_eq!(code(client.request(method, params)), -32602, "{method}");
    }
    // Documents that are not open, and invalid positions.
    let closed = client.at("closed.yaml", (0, 0));
    for method in ["textDocument/hover", "textDocument/completion"] {
        assert_eq!(
            code(client.request(method, closed.clone())),
            -32602,
            "{method}"
        );
    }
    assert_eq!(client.pull("closed.yaml"), [] as [Value; 0]);
    assert_eq!(
        code(client.request("textDocument/rename", json!({}))),
        -32601
    );
    for (method, params) in [
        (
            "textDocument/didChange",
            json!({"textDocument": {"uri": "nobody"}, "contentChanges": []}),
        ),
        ("textDocument/didChange", json!({})),
        ("textDocument/didOpen", json!({"textDocument": {}})),
        (
            "textDocument/didClose",
            json!({"textDocument": {"uri": "nobody"}}),
        ),
        ("textDocument/didSave", json!(null)),
        (
            "workspace/didChangeWatchedFiles",
            json!({"changes": [{"uri": 1}, {}, "x"]}),
        ),
        (
            "workspace/didChangeWorkspaceFolders",
            json!({"event": {"added": [{"uri": "x:y"}]}}),
        ),
        ("workspace/didChangeConfiguration", json!({"settings": 3})),
        ("$/cancelRequest", json!({"id": {"a": 1}})),
        ("$/setTrace", json!({"value": "verbose"})),
        ("made/up", json!({})),
    ] {
        client.notify(method, params);
    }
    client.open("a.yaml", ORDERS);
    // An invalid range changes nothing, and the text is not lost.
    client.change(
        "a.yaml",
        2,
        &json!([{"range": {"start": {"line": -1, "character": 0}}, "text": ""}]),
    );
    assert_eq!(client.pull("a.yaml").len(), {
        let mut fresh = Client::new(&pulling());
        fresh.open("a.yaml", ORDERS);
        fresh.pull("a.yaml").len()
    });
    let far = client.at("a.yaml", (u32::MAX, u32::MAX));
    for method in ["textDocument/hover", "textDocument/completion"] {
        client.request(method, far.clone()).expect("an answer");
    }
    assert!(client.goodbye());
}

#[test]
fn a_request_cancelled_before_its_turn_is_not_handled() {
    let (client, server) = Connection::memory();
    let request = |id: i32, method: &str, params: Value| {
        let method = method.to_owned();
        let id = RequestId::from(id);
        let request = Request { id, method, params };
        client.sender.send(request.into()).expect("a server");
    };
    let notify = |method: &str, params: Value| {
        let method = method.to_owned();
        let notification = Notification { method, params };
        client.sender.send(notification.into()).expect("a server");
    };
    // All messages are sent before the server starts, so that their order is certain.
    request(
        1,
        "initialize",
        json!({"capabilities": {"textDocument": {"diagnostic": {}}}}),
    );
    let document = json!({"uri": "untitled:a", "languageId": "yaml", "version": 1, "text": ORDERS});
    notify("textDocument/didOpen", json!({"textDocument": document}));
    let of_document = json!({"textDocument": {"uri": "untitled:a"}});
    request(2, "textDocument/diagnostic", of_document.clone());
    request(3, "textDocument/diagnostic", of_document);
    notify("$/cancelRequest", json!({"id": 3}));
    request(4, "shutdown", Value::Null);
    notify("exit", Value::Null);
    let options = Options {
        choice: Choice::None,
        flags: Flags::default(),
        language: None,
        usual_language: Language::En,
    };
    assert!(lsp::serve(&server, options));
    drop(server);
    let codes: Vec<_> = client
        .receiver
        .iter()
        .filter_map(|message| match message {
            Message::Response(response) => Some(response.response_result),
            _ => None,
        })
        .map(|result| result.err().map(|error| error.code))
        .collect();
    assert_eq!(codes, [None, None, Some(-32800), None]);
}

#[test]
fn settings_are_requested_and_mistakes_in_them_are_reported() {
    let mut capabilities = pushing();
    capabilities["workspace"]["configuration"] = json!(true);
    let mut client = Client::new(&capabilities);
    client.open("a.yaml", ORDERS);
    let found = client.hear("textDocument/publishDiagnostics");
    assert_ne!(found["diagnostics"], json!([]));
    let asked = client
        .asked
        .iter()
        .find(|asked| asked.method == "workspace/configuration");
    let asked = asked.expect("a question").clone();
    assert_eq!(
        asked.params["items"],
        json!([{"section": "spark-eci-lint"}])
    );
    let settings = json!([{"severity": "error", "codeLens": "never"}]);
    client.send(lsp_server::Response::new_ok(asked.id, settings));
    let log = client.hear("window/logMessage");
    let message = log["message"].as_str().expect("a message");
    assert!(message.contains("codeLens"), "{message}");
    assert_eq!(
        client.hear("textDocument/publishDiagnostics")["diagnostics"],
        json!([])
    );
}

#[test]
fn clients_with_odd_capabilities_are_served() {
    let mut client = Client::silent();
    let odd = json!({
        "capabilities": {"textDocument": 3, "general": {"positionEncodings": "x"}, "workspace": null},
        "workspaceFolders": null,
        "rootUri": 7,
        "initializationOptions": "none",
    });
    let welcome = client.request("initialize", odd).expect("a welcome");
    assert_eq!(welcome["capabilities"]["positionEncoding"], "utf-16");
    client.notify("initialized", Value::Null);
    client.open("a.yaml", ORDERS);
    assert_ne!(
        client.hear("textDocument/publishDiagnostics")["diagnostics"],
        json!([])
    );
}

#[test]
fn the_server_announces_what_it_relies_on() {
    let mut capabilities = pulling();
    capabilities["textDocument"]["codeAction"]["resolveSupport"] = json!({"properties": ["edit"]});
    capabilities["textDocument"]["codeAction"]["dataSupport"] = json!(true);
    let client = Client::new(&capabilities);
    // Without this, clients never resolve: an action without its edit does nothing.
    assert_eq!(
        client.capabilities["codeActionProvider"]["resolveProvider"],
        true
    );
    let folders = &client.capabilities["workspace"]["workspaceFolders"];
    assert_eq!(folders["supported"], true);
    assert_eq!(folders["changeNotifications"], true);
    let client = Client::new(&pulling());
    assert_eq!(
        client.capabilities["codeActionProvider"]["resolveProvider"],
        false
    );
}

#[test]
fn requests_of_the_server_have_unique_ids() {
    let mut capabilities = pulling();
    capabilities["workspace"]["configuration"] = json!(true);
    let mut client = Client::new(&capabilities);
    client.settle();
    client.write("spark-eci-lint.yaml", "region: cn-hangzhou\n");
    let changes = json!({"changes": [{"uri": client.uri("spark-eci-lint.yaml"), "type": 1}]});
    client.notify("workspace/didChangeWatchedFiles", changes);
    client.settle();
    let ids: std::collections::HashSet<_> = client.asked.iter().map(|asked| &asked.id).collect();
    assert!(client.asked.len() >= 3, "{:?}", client.asked);
    assert_eq!(ids.len(), client.asked.len(), "{:?}", client.asked);
}

#[test]
fn a_client_that_pulls_is_sent_no_diagnostics_at_close() {
    let mut client = Client::new(&pulling());
    client.open("a.yaml", ORDERS);
    client.notify("textDocument/didClose", client.of("a.yaml"));
    client.settle();
    let published = |heard: &Notification| heard.method == "textDocument/publishDiagnostics";
    assert!(!client.heard.iter().any(published), "{:?}", client.heard);
}

#[test]
fn an_invalid_message_between_two_valid_ones_does_not_end_the_server() {
    use std::{io::Write, process::Stdio};
    let message = |text: &str| format!("Content-Length: {}\r\n\r\n{text}", text.len());
    let folder = tempfile::tempdir().expect("a folder");
    let mut server = crate::common::program(folder.path())
        .arg("lsp")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program");
    let mut input = server.stdin.take().expect("its input");
    for text in [
        r#"{"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"capabilities": {}}}"#,
        r#"{"this is": "no message"}"#,
        "neither is this",
        r#"{"jsonrpc": "2.0", "id": 2, "method": "shutdown"}"#,
        r#"{"jsonrpc": "2.0", "method": "exit"}"#,
    ] {
        input.write_all(message(text).as_bytes()).expect("written");
    }
    drop(input);
    let output = server.wait_with_output().expect("an end");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains(r#""id":1"#) && said.contains(r#""id":2"#),
        "{said}"
    );
    assert!(output.status.success(), "{said}");
}

#[test]
fn diagnostics_are_in_the_language_of_the_client() {
    for (locale, is_chinese) in [
        (json!("zh-cn"), true),
        (json!("en"), false),
        (Value::Null, false),
    ] {
        let mut client = Client::silent();
        let folder = client.uri("");
        let params = json!({
            "capabilities": pulling(),
            "workspaceFolders": [{"uri": folder.trim_end_matches('/'), "name": "k8s"}],
            "locale": locale,
        });
        client.request("initialize", params).expect("a welcome");
        client.notify("initialized", json!({}));
        let document =
            json!({"uri": "untitled:a", "languageId": "yaml", "version": 1, "text": ORDERS});
        client.notify("textDocument/didOpen", json!({"textDocument": document}));
        let of_document = json!({"textDocument": {"uri": "untitled:a"}});
        let report = client
            .request("textDocument/diagnostic", of_document)
            .expect("a report");
        let said = report.to_string();
        assert!(said.contains("ECI303"), "{said}");
        assert_eq!(said.contains("超出规格"), is_chinese, "{said}");
    }
}
