#!/usr/bin/env python3
"""Copies README.md and LICENSE to a folder that will be packaged: prepare.py FOLDER.

In a package and on PyPI there are no other files of the repository, so relative links would be broken: they are
made absolute, at the tag of the version, whose documents describe what is installed.
"""

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REPOSITORY = "https://github.com/spark-eci-lint/spark-eci-lint"
# Code in backticks is not a link.
LINK = re.compile(r"(```.*?```|`[^`\n]*`)|(!?)(\[(?:[^\[\]]|\[[^\]]*\])*\])\(([^()\s]+)\)", re.DOTALL)


def absolute(text: str, version: str) -> str:
    """The same Markdown with absolute links."""

    def replace(match: "re.Match[str]") -> str:
        code, image, label, target = match.groups()
        if code is not None or re.match(r"[a-z]+:|#", target):
            return match.group(0)
        if not (ROOT / target.split("#")[0]).exists():
            sys.exit(f"README.md links to {target}, which does not exist")
        kind = "raw" if image else "blob"
        # A label may contain an image.
        return f"{image}{absolute(label, version)}({REPOSITORY}/{kind}/v{version}/{target})"

    return LINK.sub(replace, text)


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: prepare.py FOLDER")
    folder = Path(sys.argv[1])
    cargo = (ROOT / "Cargo.toml").read_text(encoding="utf-8")
    version = re.search(r'^version = "(.*)"$', cargo, re.MULTILINE).group(1)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (folder / "README.md").write_text(absolute(readme, version), encoding="utf-8")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")


if __name__ == "__main__":
    main()
