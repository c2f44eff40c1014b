//! Generated parts of documents: the picture of a report, the lists of rules, the report and the plan in
//! `docs/usage.md`, and names of formats. The two languages of the README must also agree.
//!
//! `.ci/bless` regenerates them.

mod common;

use std::{fmt::Write as _, fs, path::Path};

use anstyle_svg::{Palette, Term};
use common::{PLAYGROUND, is_blessed, program, stdout};
use snapbox::{IntoData, assert_data_eq};

use spark_eci_lint::{
    finding::{FixKind, RuleInfo, RuleOrigin, Severity},
    named::Named,
    report::Format,
};

const README: &str = "README.md";
const README_ZH: &str = "README.zh-CN.md";
const USAGE: &str = "docs/usage.md";
const PICTURE: &str = "docs/report.svg";

/// The README is read in one go, and registries show it on the first page. Longer texts belong in `docs/`.
const LARGEST_README: usize = 14 * 1024;

/// Compares a file with its expected contents, or regenerates it.
fn compare_or_write(path: &str, fresh: &str) {
    if is_blessed() {
        fs::write(path, fresh).unwrap_or_else(|error| panic!("{path}: {error}"));
    } else {
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"));
        assert_data_eq!(text, fresh.to_owned().raw());
    }
}

fn read(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// A report for people, without the time it took.
fn report(color: &str, columns: &str, path: &str) -> String {
    let output = program(Path::new("."))
        .env("COLUMNS", columns)
        .args(["--format", "human", "--color", color, path])
        .output()
        .expect("the program runs");
    let report = stdout(&output);
    let (before_time, rest) = report.rsplit_once(" (").expect("a summary with the time");
    let (_, after) = rest.split_once(")\n").expect("the end of the time");
    // The time may be on a line of its own.
    let before_time = before_time.trim_end();
    format!("{before_time}\n{after}")
}

fn plan() -> String {
    let output = program(Path::new("."))
        .args(["plan", "--color", "never", "testdata/quickstart"])
        .output()
        .expect("the program runs");
    stdout(&output)
}

/// The colours of the picture. The default ones of a VGA terminal are too dark to read on black.
const PALETTE: Palette = Palette([
    anstyle::RgbColor(0x48, 0x4f, 0x58),
    anstyle::RgbColor(0xff, 0x7b, 0x72),
    anstyle::RgbColor(0x3f, 0xb9, 0x50),
    anstyle::RgbColor(0xe3, 0xb3, 0x41),
    anstyle::RgbColor(0x79, 0xc0, 0xff),
    anstyle::RgbColor(0xd2, 0xa8, 0xff),
    anstyle::RgbColor(0x56, 0xd4, 0xdd),
    anstyle::RgbColor(0xe6, 0xed, 0xf3),
    anstyle::RgbColor(0x8b, 0x94, 0x9e),
    anstyle::RgbColor(0xff, 0xa1, 0x98),
    anstyle::RgbColor(0x56, 0xd3, 0x64),
    anstyle::RgbColor(0xe3, 0xb3, 0x41),
    anstyle::RgbColor(0x79, 0xc0, 0xff),
    anstyle::RgbColor(0xd2, 0xa8, 0xff),
    anstyle::RgbColor(0xb3, 0xf0, 0xff),
    anstyle::RgbColor(0xff, 0xff, 0xff),
]);

/// The picture has a background of its own, so that it can be read on light and on dark pages: a picture in a README
/// knows the theme of the system, and not that of the page.
fn picture() -> String {
    const PATH: &str = "testdata/quickstart/orders.yaml";
    let report = report("always", "100", PATH);
    let term = Term::new()
        .palette(PALETTE)
        .fg_color(anstyle::Color::Rgb(anstyle::RgbColor(0xe6, 0xed, 0xf3)))
        .bg_color(anstyle::Color::Rgb(anstyle::RgbColor(0x0d, 0x11, 0x17)));
    // The last line is empty, as the picture ends right below it.
    let svg = term.render_svg(&format!("$ spark-eci-lint {PATH}\n\n{report}"));
    // What is dimmed has too little contrast as it is drawn.
    let svg = svg.replace(".dimmed { opacity: 0.4; }", ".dimmed { opacity: 0.65; }");
    // Without a view box, a page that is narrower than the picture cuts it off instead of scaling it.
    let (width, rest) = svg
        .strip_prefix("<svg width=\"")
        .and_then(|rest| rest.split_once("px\" height=\""))
        .expect("a width");
    let (height, rest) = rest.split_once("px\" ").expect("a height");
    format!(
        "<svg width=\"{width}px\" height=\"{height}px\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"Report of spark-eci-lint\" {rest}"
    )
}

#[test]
fn the_picture_is_what_the_program_prints() {
    compare_or_write(PICTURE, &picture());
    for readme in [README, README_ZH] {
        assert!(read(readme).contains(&format!("]({PICTURE})")), "{readme}");
    }
}

/// A text in which the part between two markers is replaced.
fn with_part(text: &str, name: &str, part: &str) -> String {
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
    let (before, rest) = text.split_once(&start).expect("a start marker");
    let (_, after) = rest.split_once(&end).expect("an end marker");
    format!("{before}{start}```text\n{part}```\n{end}{after}")
}

#[test]
fn generated_parts_are_up_to_date() {
    let usage = with_part(
        &read(USAGE),
        "report",
        &report("never", "100", "testdata/quickstart"),
    );
    compare_or_write(USAGE, &with_part(&usage, "plan", &plan()));
}

/// A group of rules, and one sentence about it in each language.
struct Group {
    name: &'static str,
    title_zh: &'static str,
    about: &'static str,
    about_zh: &'static str,
}

const GROUPS: [Group; 7] = [
    Group {
        name: "documents",
        title_zh: "文档",
        about: "Whether a manifest can be read, and whether each field and suppression in it has an effect.",
        about_zh: "清单能否解析，其中的字段和抑制注释是否生效。",
    },
    Group {
        name: "placement",
        title_zh: "调度",
        about: "Whether pods reach ECI: node selectors, tolerations, labels, affinity and the operator's webhook.",
        about_zh: "Pod 能否调度到 ECI：节点选择器、容忍度、标签、亲和性，以及 Spark Operator 的 Webhook。",
    },
    Group {
        name: "spec",
        title_zh: "规格",
        about: "Whether ECI offers the specs and instance types that a pod asks for, and what it creates instead.",
        about_zh: "ECI 是否提供 Pod 指定的规格和实例规格；如果不提供，实际会创建什么。",
    },
    Group {
        name: "capacity",
        title_zh: "容量",
        about: "Whether a pod, with the memory that Spark adds to the heap, fits the instance that ECI creates.",
        about_zh: "Pod（堆内存加上 Spark 增加的内存开销）能否放进 ECI 创建的实例。",
    },
    Group {
        name: "annotations",
        title_zh: "注解",
        about: "The annotations of ECI, image caches and spot instances.",
        about_zh: "ECI 的注解、镜像缓存和抢占式实例。",
    },
    Group {
        name: "features",
        title_zh: "Pod 特性",
        about: "What ECI does not offer or limits: host paths, host networks, privileged containers, ports, volumes, disks.",
        about_zh: "ECI 不支持或有限制的功能：HostPath、主机网络、特权容器、端口、数据卷和云盘。",
    },
    Group {
        name: "settings",
        title_zh: "配置项",
        about: "Settings of Spark and its operators that are refused or ignored, or contradict each other, on any node.",
        about_zh: "被拒绝、被忽略或相互矛盾的 Spark 与 Operator 设置，与 Pod 是否运行在 ECI 上无关。",
    },
];

fn rules_of(group: &Group) -> Vec<&'static RuleInfo> {
    let rules = common::infos();
    rules.filter(|info| info.group == group.name).collect()
}

/// `ECI3`: the beginning of the ids of a group.
fn beginning(rules: &[&RuleInfo]) -> String {
    rules[0].id[..4].to_owned()
}

fn since(info: &RuleInfo) -> &str {
    match &info.origin {
        RuleOrigin::Version(version) => version,
        RuleOrigin::Configuration(_) => unreachable!("built-in rules only"),
    }
}

fn list_of_rules() -> String {
    let mut text = format!(
        "[简体中文](zh-CN/README.md)\n\n# Rules\n\n\
         <!-- Generated by `.ci/bless` from the front matter of the pages: change it there. -->\n\n\
         The linter has {} rules. An **error** means that the pod will not run where or as it should, a **warning** that \
         it probably\nfails under load or costs more than intended, an **info** is advice or something that could not be \
         judged.\n`spark-eci-lint explain ECI303` shows the page of a rule in the terminal.\n\n\
         The configuration, suppressions and `--select` take an id, the beginning of ids, a name or a group. A **safe** \
         fix is applied\nwith `--fix`, an **unsafe** one with `--fix --unsafe-fixes`.\n\n",
        common::infos().count()
    );
    for group in &GROUPS {
        let rules = rules_of(group);
        let (name, count) = (group.name, rules.len());
        writeln!(text, "- [{name}](#{name}): {count} rules").expect("memory");
    }
    for group in &GROUPS {
        let rules = rules_of(group);
        write!(
            text,
            "\n## {}\n\n`{}`: {}\n\n| rule | finds | severity | fix | since | |\n|---|---|---|---|---|---|\n",
            group.name,
            beginning(&rules),
            group.about
        )
        .expect("memory");
        for info in rules {
            writeln!(
                text,
                "| [{id} {name}]({id}-{name}.md) | {} | {} | {} | {} | [try]({PLAYGROUND}#rule={id}) |",
                info.summary,
                info.severity,
                match info.fix {
                    FixKind::Safe | FixKind::Unsafe => info.fix.name(),
                    FixKind::None | FixKind::Display => "",
                },
                since(info),
                id = info.id,
                name = info.name,
            )
            .expect("memory");
        }
    }
    text
}

/// A key of the front matter of a rule's page, as text.
fn front_matter(info: &RuleInfo, key: &str) -> String {
    let path = format!("rules/{}-{}.md", info.id, info.name);
    let page = read(&path);
    let (front_matter, _) = page.split_once("\n---\n").expect("front matter");
    let mut lines = front_matter.lines();
    let value = lines.find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
    let value = value.unwrap_or_else(|| panic!("{path} has no {key}"));
    value.trim_matches(['"', '\'']).to_owned()
}

fn list_of_rules_zh() -> String {
    let mut text = format!(
        "[English](../README.md)\n\n# 规则\n\n\
         <!-- 由 `.ci/bless` 根据各规则页面的 front matter 生成，请在那里修改。 -->\n\n\
         spark-eci-lint 共有 {} 条规则。**错误**：Pod 无法按预期的位置或方式运行。**警告**：Pod \
         很可能在负载下失败，或费用高于预期。\n**提示**：建议，或无法判断的内容。`spark-eci-lint explain ECI303` \
         在终端显示规则的说明。\n\n\
         配置文件、抑制注释和 `--select` 接受规则 ID、ID 的开头、规则名称或分组。**安全**修复由 `--fix` \
         应用，**非安全**修复由\n`--fix --unsafe-fixes` 应用。\n\n",
        common::infos().count()
    );
    let mut tables = String::new();
    for group in &GROUPS {
        let rules = rules_of(group);
        let title = format!("{}（{}）", group.title_zh, group.name);
        // The anchor of a heading has no punctuation, and hyphens for spaces.
        let anchor = format!("{}{}", group.title_zh, group.name)
            .to_lowercase()
            .replace(' ', "-");
        writeln!(text, "- [{title}](#{anchor})：{} 条", rules.len()).expect("memory");
        write!(
            tables,
            "\n## {title}\n\n`{}`：{}\n\n| 规则 | 检查内容 | 级别 | 修复 | 起始版本 | |\n|---|---|---|---|---|---|\n",
            beginning(&rules),
            group.about_zh
        )
        .expect("memory");
        for info in rules {
            let (id, name) = (&info.id, &info.name);
            let (title, summary) = (
                front_matter(info, "title-zh-CN"),
                front_matter(info, "summary-zh-CN"),
            );
            let page = format!("{id}-{name}.md");
            let is_translated = Path::new("rules/zh-CN").join(&page).exists();
            let folder = if is_translated { "" } else { "../" };
            let severity = match info.severity {
                Severity::Error => "错误",
                Severity::Warning => "警告",
                Severity::Info => "提示",
            };
            let fix = match info.fix {
                FixKind::Safe => "安全",
                FixKind::Unsafe => "非安全",
                FixKind::None | FixKind::Display => "",
            };
            writeln!(
                tables,
                "| [{id} {title}]({folder}{page}) | {summary} | {severity} | {fix} | {} | [试用]({PLAYGROUND}#rule={id}) |",
                since(info)
            )
            .expect("memory");
        }
    }
    text + &tables
}

#[test]
fn the_lists_of_rules_are_up_to_date() {
    let listed: usize = GROUPS.iter().map(|group| rules_of(group).len()).sum();
    assert_eq!(listed, common::infos().count(), "a group has no sentence");
    compare_or_write("rules/README.md", &list_of_rules());
    compare_or_write("rules/zh-CN/README.md", &list_of_rules_zh());
}

#[test]
fn the_readme_is_short() {
    for readme in [README, README_ZH] {
        let length = read(readme).len();
        assert!(length <= LARGEST_README, "{readme} has {length} bytes");
    }
}

/// The headings of a document by level, and its blocks of code. Comments in them are left out, as they are
/// translated.
fn outline(document: &str) -> (Vec<usize>, Vec<String>) {
    let (mut levels, mut blocks) = (Vec::new(), Vec::new());
    let mut block: Option<String> = None;
    for line in document.lines() {
        match &mut block {
            None if line.starts_with("```") => block = Some(format!("{line}\n")),
            None => {
                if let Some((marks, _)) = line.split_once(' ')
                    && !marks.is_empty()
                    && marks.bytes().all(|byte| byte == b'#')
                {
                    levels.push(marks.len());
                }
            }
            Some(_) if line == "```" => blocks.extend(block.take()),
            Some(text) => {
                let code = line.split_once(" # ").map_or(line, |(code, _)| code);
                text.push_str(code.trim_end());
                text.push('\n');
            }
        }
    }
    (levels, blocks)
}

#[test]
fn the_readmes_are_in_step() {
    let (levels, blocks) = outline(&read(README));
    let (levels_zh, blocks_zh) = outline(&read(README_ZH));
    assert_eq!(levels, levels_zh);
    assert_eq!(blocks, blocks_zh);
    assert!(
        read(README)
            .lines()
            .next()
            .is_some_and(|line| line.contains(README_ZH))
    );
    assert!(
        read(README_ZH)
            .lines()
            .next()
            .is_some_and(|line| line.contains("](README.md)"))
    );
}

#[test]
fn documents_name_the_reports_for_people() {
    let formats = Format::ALL.iter().filter(|format| format.is_for_people());
    let names: Vec<String> = formats
        .map(|format| format!("`{}`", format.name()))
        .collect();
    let (last, rest) = names.split_last().expect("formats");
    let joined = format!("{} and {last}", rest.join(", "));
    for document in [USAGE, "docs/configuration.md"] {
        let text = read(document);
        let words: Vec<&str> = text.split_whitespace().collect();
        assert!(
            words.join(" ").contains(&joined),
            "{document} lacks {joined}"
        );
    }
}
