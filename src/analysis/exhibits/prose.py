"""The report's running text: a small Markdown, read once and written as HTML or as plain nodes.

Raw HTML, pictures and addresses outside the report are never passed on: HTML is shown as text,
an outside link as its words followed by the address. A link to ``#anchor`` leads inside the report.
"""

from __future__ import annotations

from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

Node = dict[str, Any]
_PARSER = MarkdownIt("commonmark", {"html": False}).disable(["image", "reference"])
_HTML_TAGS = {
    "paragraph": "p",
    "list": "ul",
    "enumeration": "ol",
    "item": "li",
    "quote": "blockquote",
    "strong": "strong",
    "emphasis": "em",
    "code": "code",
}
_KINDS = {
    "paragraph": "paragraph",
    "bullet_list": "list",
    "ordered_list": "enumeration",
    "list_item": "item",
    "blockquote": "quote",
    "strong": "strong",
    "em": "emphasis",
}


def prose_nodes(markdown: str) -> list[Node]:
    """Return the text as nodes ``{"kind", "text" | "children", ...}``; the PDF is set from them.

    A heading inside running text becomes a bold paragraph: the outline belongs to the report.
    """
    return _nodes(SyntaxTreeNode(_PARSER.parse(markdown)).children)


def prose_html(markdown: str) -> str:
    """Return the text as HTML."""
    return "".join(map(_html, prose_nodes(markdown)))


def _nodes(branches: list[SyntaxTreeNode]) -> list[Node]:
    return [node for branch in branches for node in _node(branch)]


def _node(branch: SyntaxTreeNode) -> list[Node]:
    match branch.type:
        case "text":
            return [_leaf("text", branch.content)] if branch.content else []
        case "softbreak":
            return [_leaf("text", " ")]
        case "hardbreak":
            return [{"kind": "break"}]
        case "code_inline" | "code_block" | "fence":
            return _code(branch)
        case "inline":
            return _nodes(branch.children)
        case "heading":
            strong = {"kind": "strong", "children": _nodes(branch.children)}
            return [{"kind": "paragraph", "children": [strong]}]
        case "link":
            return _link(branch)
        case "hr":
            return []
        case "paragraph" if branch.hidden:
            # A tight list: its items hold words, not paragraphs.
            return _nodes(branch.children)
        case kind:
            return [_branch(kind, branch)]


def _branch(kind: str, branch: SyntaxTreeNode) -> Node:
    node: Node = {"kind": _KINDS[kind], "children": _nodes(branch.children)}
    if kind == "ordered_list":
        node["start"] = int(branch.attrs.get("start", 1))
    return node


def _code(branch: SyntaxTreeNode) -> list[Node]:
    leaf = _leaf("code", branch.content.rstrip("\n"))
    return [leaf] if branch.type == "code_inline" else [{"kind": "paragraph", "children": [leaf]}]


def _link(branch: SyntaxTreeNode) -> list[Node]:
    words = _nodes(branch.children)
    address = str(branch.attrs.get("href", ""))
    if address.startswith("#"):
        return [{"kind": "link", "anchor": address[1:], "children": words}]
    shown = "".join(str(word.get("text", "")) for word in words)
    return words if shown == address else [*words, _leaf("text", f" ({address})")]


def _leaf(kind: str, content: str) -> Node:
    return {"kind": kind, "text": content}


def _html(node: Node) -> str:
    kind = node["kind"]
    if kind == "text":
        return escape(node["text"])
    if kind == "break":
        return "<br>"
    inner = escape(node["text"]) if kind == "code" else "".join(map(_html, node["children"]))
    if kind == "link":
        return f'<a href="#{escape(node["anchor"])}">{inner}</a>'
    start = f' start="{node["start"]}"' if node.get("start", 1) != 1 else ""
    return f"<{_HTML_TAGS[kind]}{start}>{inner}</{_HTML_TAGS[kind]}>"
