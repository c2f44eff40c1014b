#!/usr/bin/env python3
"""Gathers the pages of the book from README.md, docs/ and rules/: assemble.py FOLDER.

Each language gets a folder with book.toml and src/, which `mdbook build` reads. The pages stay as they are, except that
the front matter of a rule's page becomes a table, and that links lead to where their targets are in the book, or to
GitHub for files that are not part of it.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "docs/site"
REPOSITORY = "https://github.com/spark-eci-lint/spark-eci-lint"
PLAYGROUND = "https://spark-eci-lint.github.io/spark-eci-lint/"

# Pages of docs/ that are not named here follow in the last part, by name.
PARTS = {
    "Start": ["first-run", "usage", "configuration", "exit-codes", "troubleshooting", "comparison"],
    "Applications": ["pods", "plan", "kustomize", "helm"],
    "Everyday use": ["pipelines", "strangers", "editors", "custom-rules", "json"],
}
LAST_PART = "Project"
LAST_PAGES = ["performance", "reliability", "dependencies"]
PROJECT = ["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"]

GROUPS = {
    "documents": ("Documents", "文档"),
    "placement": ("Placement", "调度"),
    "spec": ("Specs", "规格"),
    "capacity": ("Capacity", "容量"),
    "annotations": ("Annotations", "注解"),
    "features": ("Pod features", "Pod 特性"),
    "settings": ("Settings", "配置项"),
}

TEXTS = {
    "en": {
        "title": "spark-eci-lint",
        "rules": "Rules",
        "columns": ["rule", "severity", "finds", "fix"],
        "facts": ["severity", "fix", "since", "group"],
        "severity": {},
        "fix": {"safe": "safe", "unsafe": "unsafe", "none": "none", "display": "shown, not applied"},
        "references": "References",
        "yields": "Is not reported where one of these reports the same",
        "options": ["option", "default", "meaning"],
        "try": "Try it",
        "other": "中文",
        "untranslated": "",
    },
    "zh-CN": {
        "title": "spark-eci-lint",
        "rules": "规则",
        "columns": ["规则", "级别", "检查内容", "修复"],
        "facts": ["级别", "修复", "起始版本", "分组"],
        "severity": {"error": "错误", "warning": "警告", "info": "提示"},
        "fix": {"safe": "安全", "unsafe": "非安全", "none": "无", "display": "仅展示"},
        "references": "参考资料",
        "yields": "若以下规则已报告同一问题，则不再报告",
        "options": ["选项", "默认值", "含义"],
        "try": "在线试用",
        "other": "English",
        "untranslated": "（英文）",
    },
}


class Failure(Exception):
    pass


def front_matter(text, path):
    """The keys of the front matter, values as text or lists of text, and the page without it."""
    match = re.match(r"---\n(.*?)\n---\n", text, re.S)
    if not match:
        return {}, text
    keys, current = {}, None
    for line in match[1].split("\n"):
        if line.lstrip().startswith("- ") and current is not None:
            if not isinstance(keys[current], list):
                keys[current] = []
            keys[current].append(line.lstrip()[2:].strip())
            continue
        key, colon, value = line.partition(":")
        if not colon or key != key.strip():
            raise Failure(f"{path}: cannot read the line {line!r} of the front matter")
        current, value = key, value.strip()
        if value.startswith("[") and value.endswith("]"):
            keys[key] = [item.strip() for item in value[1:-1].split(",") if item.strip()]
        else:
            keys[key] = unquoted(value)
    return keys, text[match.end() :]


def unquoted(value):
    if len(value) > 1 and value[0] == value[-1] and value[0] in "'\"":
        return value[1:-1].replace("''", "'") if value[0] == "'" else value[1:-1].replace('\\"', '"')
    return value


def title_of(text, path):
    fence = None
    for line in text.split("\n"):
        fence = fence_after(fence, line)
        if fence is None and line.startswith("# "):
            return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line[2:]).strip()
    raise Failure(f"{path}: there is no heading")


def fence_after(fence, line):
    """The fence of the code block in which the next line is, or None."""
    match = re.match(r" {0,3}(`{3,}|~{3,})(.*)", line)
    if fence is None:
        return match[1] if match else None
    closes = match and match[1][0] == fence[0] and len(match[1]) >= len(fence) and not match[2].strip()
    return None if closes else fence


def rule_file(keys):
    return f"{keys['id']}-{keys['name']}.md"


class Book:
    def __init__(self, folder, language, rules):
        self.folder = folder / language
        self.src = self.folder / "src"
        self.language = language
        self.texts = TEXTS[language]
        self.rules = rules
        # From a path in the repository to that in the book, and to that in the book of the other language.
        self.pages = {}
        self.elsewhere = {}
        self.summary = []
        self.assets = set()

    def page(self, source, target=None):
        self.pages[source] = target or source

    def linked(self, text, source):
        """The text of a page with links that lead to where the pages are in the book."""
        lines, fence = [], None
        for line in text.split("\n"):
            before, fence = fence, fence_after(fence, line)
            lines.append(line if before or fence else self.linked_line(line, source))
        return "\n".join(lines)

    def linked_line(self, line, source):
        # Code spans stay as they are, except as the text of a link.
        pattern = r"(?P<code>(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))|\]\((?P<inline>[^()\s]+)(?P<title>\s+\"[^\"]*\")?\)"
        replaced = re.sub(
            pattern,
            lambda m: m[0] if m["code"] else f"]({self.target(m['inline'], source)}{m['title'] or ''})",
            line,
        )
        definition = re.match(r"( {0,3}\[[^\]]+\]:\s+)(\S+)(.*)$", replaced)
        if definition and not definition[1].lstrip().startswith("[^"):
            replaced = f"{definition[1]}{self.target(definition[2], source)}{definition[3]}"
        attribute = r'(<(?:a|img|source)\b[^>]*?\b(?:href|src|srcset)=")([^"]+)(")'
        return re.sub(attribute, lambda m: m[1] + self.target(m[2], source) + m[3], replaced)

    def target(self, link, source):
        if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|#|//", link):
            return link
        path, hash_, anchor = link.partition("#")
        found = os.path.normpath(PurePosixPath(source).parent / path)
        if found.startswith("..") or not (ROOT / found).exists():
            raise Failure(f"{source}: `{link}` leads to nothing")
        here = PurePosixPath(self.pages[source]).parent
        if found in self.pages:
            return os.path.relpath(self.pages[found], here) + hash_ + anchor
        if found in self.elsewhere:
            return os.path.relpath(self.elsewhere[found], here) + hash_ + anchor
        if re.search(r"\.(png|svg|gif|jpe?g|webp)$", found):
            self.assets.add(found)
            return os.path.relpath(found, here)
        kind = "tree" if (ROOT / found).is_dir() else "blob"
        return f"{REPOSITORY}/{kind}/main/{found}".removesuffix("/.") + hash_ + anchor

    def write(self, target, text):
        path = self.src / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def copy(self, source):
        _, text = front_matter((ROOT / source).read_text(encoding="utf-8"), source)
        self.write(self.pages[source], self.linked(text, source))

    def source_of_rule(self, rule):
        return rule["zh"] if self.language == "zh-CN" else rule["en"]

    def rule_title(self, rule):
        translated = rule.get("title-zh-CN") if self.language == "zh-CN" else None
        return f"{rule['id']} {translated or rule['name']}"

    def rule_summary(self, rule):
        translated = rule.get("summary-zh-CN") if self.language == "zh-CN" else None
        return translated or rule["summary"]

    def sentence(self, text):
        return f"{text}。" if self.language == "zh-CN" else f"{text[0].upper()}{text[1:]}."

    def link_to_rule(self, rule, text):
        """A link from another page in rules/."""
        if self.source_of_rule(rule):
            return f"[{text}]({rule_file(rule)})"
        return f"[{text}](../../{built(rule['en'])}){self.texts['untranslated']}"

    def severity(self, rule):
        return self.texts["severity"].get(rule["severity"], rule["severity"])

    def copy_rule(self, rule):
        source = self.source_of_rule(rule)
        _, text = front_matter((ROOT / source).read_text(encoding="utf-8"), source)
        heading, _, rest = text.lstrip("\n").partition("\n")
        if not heading.startswith("# "):
            raise Failure(f"{source}: the page does not begin with a heading")
        texts = self.texts
        lines = [f"# {rule['id']} {heading[2:]}", "", self.sentence(self.rule_summary(rule)), ""]
        group = GROUPS[rule["group"]][self.language == "zh-CN"]
        facts = [self.severity(rule), texts["fix"][rule["fix"]], rule["since"], f"[{group}]({rule['group']}.md)"]
        links = f"[{texts['try']}]({PLAYGROUND}#rule={rule['id']})"
        other = self.elsewhere.get(rule["en"] if self.language == "zh-CN" else rule["zh"])
        if other:
            links += f" · [{texts['other']}]({os.path.relpath(other, PurePosixPath(self.pages[source]).parent)})"
        lines += table([*texts["facts"], ""], [[*facts, links]]) + [""]
        if options := rule.get("options"):
            rows = [re.match(r"\{ *name: ([^,]+), default: ([^,]+), summary: (.+?) *\}$", option) for option in options]
            if not all(rows):
                raise Failure(f"{source}: cannot read the options")
            lines += table(texts["options"], [[f"`{row[1]}`", f"`{row[2]}`", row[3]] for row in rows]) + [""]
        if names := rule.get("yields-to"):
            by_name = {other["name"]: other for other in self.rules}
            links = ", ".join(self.link_to_rule(by_name[name], f"{by_name[name]['id']} {name}") for name in names)
            colon = "：" if self.language == "zh-CN" else ": "
            lines += [f"{texts['yields']}{colon}{links}", ""]
        lines.append(self.linked(rest.strip("\n"), source))
        if references := rule.get("references"):
            lines += ["", f"## {texts['references']}", ""] + [f"- <{reference}>" for reference in references]
        self.write(self.pages[source], "\n".join(lines) + "\n")

    def group_page(self, group, rules):
        name = GROUPS[group][self.language == "zh-CN"]
        rows = [
            [
                self.link_to_rule(rule, self.rule_title(rule)),
                self.severity(rule),
                self.rule_summary(rule).replace("|", "\\|"),
                self.texts["fix"][rule["fix"]] if rule["fix"] in ("safe", "unsafe") else "",
            ]
            for rule in rules
        ]
        lines = [f"# {name} ({rules[0]['id'][:4]})", "", *table(self.texts["columns"], rows)]
        self.write(f"rules/{group}.md", "\n".join(lines) + "\n")

    def summarise(self, text, target, depth=0):
        self.summary.append(f"{'    ' * depth}- [{text}]({target})")

    def part(self, name):
        self.summary += ["", f"# {name}", ""]

    def add_rules(self):
        for group in GROUPS:
            rules = [rule for rule in self.rules if rule["group"] == group]
            self.group_page(group, rules)
            self.summarise(f"{GROUPS[group][self.language == 'zh-CN']} ({rules[0]['id'][:4]})", f"rules/{group}.md")
            for rule in rules:
                if source := self.source_of_rule(rule):
                    self.copy_rule(rule)
                    self.summarise(self.rule_title(rule), self.pages[source], 1)

    def finish(self):
        self.write("SUMMARY.md", "# Summary\n\n" + "\n".join(self.summary) + "\n")
        for asset in self.assets:
            path = self.src / asset
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / asset, path)
        settings = (SITE / "book.toml").read_text(encoding="utf-8")
        for key, value in [("{title}", self.texts["title"]), ("{language}", self.language)]:
            settings = settings.replace(f'"{key}"', f'"{value}"')
        (self.folder / "book.toml").write_text(settings, encoding="utf-8")
        for name in ["search-chinese.js", "scrolling.js", "book.css"]:
            shutil.copyfile(SITE / name, self.folder / name)


def built(page):
    """The file that mdBook makes of a page."""
    return page.removesuffix(".md") + ".html"


def table(columns, rows):
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def tracked():
    """What git tracks, and new files that it does not ignore."""
    command = ["git", "-C", ROOT, "ls-files", "--cached", "--others", "--exclude-standard"]
    files = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\n")
    return [file for file in files if file and (ROOT / file).is_file()]


def main(folder):
    files = tracked()
    rules = []
    for path in sorted(file for file in files if re.fullmatch(r"rules/ECI\d{3}-[a-z0-9-]+\.md", file)):
        keys, _ = front_matter((ROOT / path).read_text(encoding="utf-8"), path)
        if path != f"rules/{rule_file(keys)}" or keys["group"] not in GROUPS:
            raise Failure(f"{path}: the front matter has another id, name or group")
        translation = f"rules/zh-CN/{rule_file(keys)}"
        rules.append({**keys, "en": path, "zh": translation if translation in files else None})

    english, chinese = Book(folder, "en", rules), Book(folder, "zh-CN", rules)
    documents = sorted(re.fullmatch(r"docs/([^/]+)\.md", file)[1] for file in files if re.fullmatch(r"docs/[^/]+\.md", file))
    translated = sorted(file for file in files if re.fullmatch(r"docs/zh-CN/[^/]+\.md", file))

    english.page("README.md", "index.md")
    for name in documents:
        english.page(f"docs/{name}.md", f"{name}.md")
    for file in PROJECT:
        english.page(file)
    if "rules/README.md" in files:
        english.page("rules/README.md", "rules/index.md")
    for rule in rules:
        english.page(rule["en"])
        if rule["zh"]:
            chinese.page(rule["zh"], f"rules/{rule_file(rule)}")
    if "README.zh-CN.md" in files:
        chinese.page("README.zh-CN.md", "index.md")
    if "rules/zh-CN/README.md" in files:
        chinese.page("rules/zh-CN/README.md", "rules/index.md")
    for file in translated:
        chinese.page(file, file.removeprefix("docs/zh-CN/"))
    # The Chinese book is the folder zh-CN of the English one.
    english.elsewhere = {source: f"zh-CN/{built(target)}" for source, target in chinese.pages.items()}
    chinese.elsewhere = {source: f"../{built(target)}" for source, target in english.pages.items()}

    english.copy("README.md")
    english.summary.append("[Overview](index.md)")
    listed = [name for names in PARTS.values() for name in names] + LAST_PAGES
    parts = {**PARTS, LAST_PART: [name for name in documents if name not in listed] + LAST_PAGES}
    for part, names in parts.items():
        if part == LAST_PART:
            english.part(TEXTS["en"]["rules"])
            if "rules/README.md" in files:
                english.copy("rules/README.md")
                english.summarise("All rules", "rules/index.md")
            english.add_rules()
        english.part(part)
        for name in names:
            if name in documents:
                source = f"docs/{name}.md"
                english.copy(source)
                text = (ROOT / source).read_text(encoding="utf-8")
                english.summarise(title_of(text, source), f"{name}.md")
        if part == LAST_PART:
            for file in PROJECT:
                english.copy(file)
                english.summarise(title_of((ROOT / file).read_text(encoding="utf-8"), file), file)
    english.finish()

    if not chinese.pages:
        return
    if "README.zh-CN.md" in files:
        chinese.copy("README.zh-CN.md")
    else:
        # mdBook makes the first page the index of the book, whatever the folder of that page.
        groups = "\n".join(f"- [{name}](rules/{group}.md)" for group, (_, name) in GROUPS.items())
        chinese.write("index.md", f"# spark-eci-lint\n\n[English](../index.html)\n\n{groups}\n")
    chinese.summary.append("[概览](index.md)")
    if translated:
        chinese.part("使用")
        for file in translated:
            chinese.copy(file)
            chinese.summarise(title_of((ROOT / file).read_text(encoding="utf-8"), file), chinese.pages[file])
    chinese.part(TEXTS["zh-CN"]["rules"])
    if "rules/zh-CN/README.md" in files:
        chinese.copy("rules/zh-CN/README.md")
        chinese.summarise("全部规则", "rules/index.md")
    chinese.add_rules()
    chinese.finish()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except Failure as failure:
        sys.exit(f"{failure}")
