"""A Markdown page of sections, each replaced as a whole when it is measured anew."""

import re
from collections.abc import Sequence
from pathlib import Path


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [list(header), ["---"] * len(header), *(list(row) for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def put_section(
    page: Path, title: str, text: str, introduction: str, order: Sequence[str] = ()
) -> None:
    """Replaces the section of this title, or adds it; `introduction` begins a new page.

    :param order: titles; a new section stands before those that follow it there, else at the end.
    """
    content = page.read_text() if page.exists() else introduction.rstrip() + "\n"
    parts: list[str] = re.split(r"(?m)^(?=## )", content)
    titles = [part.splitlines()[0].removeprefix("## ") for part in parts]
    section = f"## {title}\n\n{text.strip()}\n"
    if title in titles:
        parts[titles.index(title)] = section
    else:
        later = order[order.index(title) + 1 :] if title in order else ()
        places = [index for index, other in enumerate(titles) if other in later]
        parts.insert(min(places, default=len(parts)), section)
    page.write_text("\n".join(part.rstrip() + "\n" for part in parts))
