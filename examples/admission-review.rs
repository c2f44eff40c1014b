//! Reads an `AdmissionReview` from standard input, as the API server sends it to a webhook, and writes the response:
//! errors reject the object, warnings are shown to the user.

use std::io::{Error, Read, stdin, stdout};

use serde_json::{Value, json};
use spark_eci_lint::{Finding, Linter, Severity};

fn main() -> Result<(), Error> {
    let mut review = String::new();
    stdin().read_to_string(&mut review)?;
    let review: Value = serde_json::from_str(&review)?;
    serde_json::to_writer_pretty(stdout(), &answer(&review))?;
    Ok(())
}

fn answer(review: &Value) -> Value {
    let request = &review["request"];
    // For a deleted object, there is only the old one.
    let object = request.get("object").filter(|object| object.is_object());
    let text = object.map(Value::to_string).unwrap_or_default();
    let report = Linter::default().lint("object.json", &text);
    let said = |severity| -> Vec<String> {
        let findings = report
            .findings()
            .filter(|finding| finding.severity == severity);
        findings.map(sentence).collect()
    };
    let errors = said(Severity::Error);
    let mut response = json!({
        "uid": request["uid"],
        "allowed": errors.is_empty(),
        "warnings": said(Severity::Warning),
    });
    if !errors.is_empty() {
        response["status"] = json!({"code": 422, "message": errors.join("; ")});
    }
    json!({
        "apiVersion": "admission.k8s.io/v1",
        "kind": "AdmissionReview",
        "response": response,
    })
}

fn sentence(finding: &Finding) -> String {
    format!("{}: {}", finding.rule.id, finding.diagnostic.message)
}
