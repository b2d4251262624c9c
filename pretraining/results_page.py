"""A Markdown page of sections, each replaced as a whole when it is measured anew."""

import re
from collections.abc import Sequence
from pathlib import Path


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [list(header), ["---"] * len(header), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def put_section(page: Path, title: str, text: str, introduction: str) -> None:
    """Replaces the section of this title, or appends it; `introduction` begins a new page."""
    content = page.read_text() if page.exists() else introduction.rstrip() + "\n"
    parts: list[str] = re.split(r"(?m)^(?=## )", content)
    section = f"## {title}\n\n{text.strip()}\n"
    for index, part in enumerate(parts):
        if part.splitlines()[:1] == [f"## {title}"]:
            parts[index] = section
            break
    else:
        parts.append(section)
    page.write_text("\n".join(part.rstrip() + "\n" for part in parts))
