//! The Markdown report as rendered by GitHub and GitLab.

mod common;

use common::{Folder, stdout};
use comrak::{Options, markdown_to_html};

const ORDERS: &str = include_str!("../testdata/quickstart/orders.yaml");
const SHA: &str = "0123456789abcdef0123456789abcdef01234567";

fn markdown(folder: &Folder, environment: &[(&str, &str)]) -> String {
    let output = folder
        .program()
        .args(["--no-config", "--quiet", "--format=markdown", "."])
        .envs(environment.iter().copied())
        .output();
    stdout(&output.expect("it runs"))
}

fn html(markdown: &str) -> String {
    let mut options = Options::default();
    options.extension.table = true;
    options.extension.autolink = true;
    options.extension.strikethrough = true;
    // Tags are not sanitized, because the test is about which tags there are.
    options.render.r#unsafe = true;
    markdown_to_html(markdown, &options)
}

#[test]
fn text_in_backticks_is_code() {
    let folder = Folder::with("a.yaml", ORDERS);
    let html = html(&markdown(&folder, &[]));
    assert!(
        html.contains("4505 MiB exceeds <code>2-4Gi</code> (4096 MiB)<br>the largest heap"),
        "{html}"
    );
    assert!(!html.contains('`'), "{html}");
    assert!(!html.contains('\\'), "{html}");
    assert!(html.contains("<th>finding</th>"), "{html}");
    let used = "<td>CPU\u{a0}100\u{a0}%, memory\u{a0}109\u{a0}%</td>";
    assert!(html.replace("&nbsp;", "\u{a0}").contains(used), "{html}");
}

/// Values that have a meaning in Markdown or HTML, each in code.
#[test]
fn code_is_plain_text() {
    for value in [
        "a`b",
        "``",
        "a\\\\|b",
        "*a*_b_",
        "</code>",
        "@org/team",
        "[x](http://e.example)",
        "&amp;",
        "~~x~~",
    ] {
        let text = ORDERS.replace("eci-use-specs: 2-4Gi", &format!("eci-use-specs: '{value}'"));
        let folder = Folder::with("a.yaml", text);
        let markdown = markdown(&folder, &[]);
        let html = html(&markdown);
        let findings = html.split("<h3>Plan").next().expect("a part");
        let rows = findings.matches("<tr>").count();
        let cells = findings.matches("<td").count();
        // Each row has exactly four cells.
        assert_eq!(cells, (rows - 1) * 4, "{value}: {findings}");
        for tag in ["<b>", "<em>", "<del>", "<strong>"] {
            assert!(!findings.contains(tag), "{value}: {findings}");
        }
        assert!(!findings.contains("href=\"http://e"), "{value}: {findings}");
        assert_eq!(
            findings.matches("<code>").count(),
            findings.matches("</code>").count(),
            "{value}: {findings}"
        );
        // The value is shown verbatim.
        let visible = findings.replace("<span></span>", "");
        let escaped = value
            .replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;");
        assert!(
            visible.contains(&escaped) || value == "``",
            "{value}: {visible}"
        );
    }
}

#[test]
fn lines_are_links_if_the_pipeline_has_the_repository() {
    let folder = Folder::with("k8s/a (1)|x.yaml", ORDERS);
    let root = folder.path().to_str().expect("UTF-8").to_owned();
    let github = [
        ("GITHUB_SERVER_URL", "https://github.com"),
        ("GITHUB_REPOSITORY", "team/jobs"),
        ("GITHUB_SHA", SHA),
        ("GITHUB_WORKSPACE", root.as_str()),
    ];
    let text = html(&markdown(&folder, &github));
    let address = format!(
        "<a href=\"https://github.com/team/jobs/blob/{SHA}/k8s/a%20%281%29%7Cx.yaml#L27\">27</a>"
    );
    assert!(text.contains(&address), "{text}");
    let gitlab = [
        ("CI_PROJECT_URL", "https://gitlab.com/team/jobs"),
        ("CI_COMMIT_SHA", SHA),
        ("CI_PROJECT_DIR", root.as_str()),
    ];
    let text = html(&markdown(&folder, &gitlab));
    assert!(
        text.contains("href=\"https://gitlab.com/team/jobs/-/blob/0123"),
        "{text}"
    );
    // If a variable is missing or invalid, there is no link.
    for left_out in 0..4 {
        let mut some = github.to_vec();
        some.remove(left_out);
        let text = html(&markdown(&folder, &some));
        assert!(text.contains(">27</td>"), "{left_out}: {text}");
    }
    let mut hostile = github;
    hostile[0].1 = "javascript:alert(1)//";
    assert!(html(&markdown(&folder, &hostile)).contains(">27</td>"));
}
