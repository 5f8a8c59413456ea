"""Cuts native syntax into tokens.

Newlines that mean nothing, those within parentheses, brackets, `for` braces and template sequences,
are dropped here, so that the parser never has to skip any. The lexer stops at the first thing that
is no token; the parser starts another one where it can go on.
"""

from __future__ import annotations

import re
from typing import Final

from netplan_audit.terraform.hcl.file import Comment
from netplan_audit.terraform.hcl.identifiers import identifier_end, is_identifier

# The kind of a bracket, an operator or another mark is its own text. The others:
IDENTIFIER: Final = "an identifier"
NUMBER: Final = "a number"
STRING: Final = "a string"  # without escapes and template sequences
NEWLINE: Final = "the end of the line"
END: Final = "the end of the file"
SPLAT: Final = "[*]"
OPEN_TEMPLATE: Final = "a quotation mark"
OPEN_HEREDOC: Final = "a heredoc"
CLOSE_TEMPLATE: Final = "the end of the string"
TEXT: Final = "text"
SEQUENCE: Final = "${"
DIRECTIVE: Final = "%{"
SEQUENCE_END: Final = "the end of a template sequence"
BAD: Final = "something that is no HCL"

SPACE: Final = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
"""What Unicode calls white space; `str.isspace` counts four control characters more."""

_INLINE: Final = r"/\*(?>(?:[^*]++|\*(?!/))*)\*/"
_INLINE_COMMENT: Final = re.compile(_INLINE)
_COMMENT: Final = rf"(?:\#|//)[^\r\n]*+(?>(?:\r(?!\n)[^\r\n]*+)*)|{_INLINE}"
_BAD_BYTES: Final = "\ud800-\udfff"  # what is not UTF-8 is decoded to these
_GAP: Final = rf"(?>(?:[ \t]++|\r?\n|{_COMMENT})*)"
_TOKEN: Final = re.compile(
    rf"""[ \t]*+(?:
    ([A-Za-z_][A-Za-z0-9_-]*+(?![^\x00-\x7f]))
    |(\r?\n[ \t\n]*+)
    |("[^"\\$%\r\n{_BAD_BYTES}]*+")
    |(=>|==|!=|<=|>=|&&|\|\||\.\.\.|::|[=,.:?*+\-%!>]|/(?![/*])|<(?!<))
    |(\[{_GAP}\*{_GAP}\])
    |([(\[])
    |([)\]{{}}])
    |([0-9]++(?>(?:\.*+(?:[eE][+-]?[0-9]++|[0-9]++))*))
    |({_COMMENT})
    |(")
    |<<(-?)(\S+?)\r?\n
    |(~\}})
    |(.)
    )""",
    re.VERBOSE | re.DOTALL,
)
(
    _IDENTIFIER,
    _NEWLINE,
    _STRING,
    _MARK,
    _SPLAT,
    _OPENING,
    _BRACKET,
    _NUMBER,
    _COMMENT_GROUP,
    _QUOTE,
    _DASH,
    _HEREDOC,
    _STRIP_END,
    _OTHER,
) = range(1, 15)
_FOR: Final = re.compile(rf"{_GAP}for(?![\w-])")
_QUOTED_TEXT: Final = re.compile(
    rf'(?>(?:[^"\\$%\r\n{_BAD_BYTES}]++|\\[^\r\n{_BAD_BYTES}]|\$\$\{{|%%\{{|\$(?!\{{)|%(?!\{{))+)'
)
_LINE_OF_TEXT: Final = re.compile(
    rf"(?>(?:[^$%\r\n{_BAD_BYTES}]++|\$\$\{{|%%\{{|\$(?!\{{)|%(?!\{{))*)(?:\r?\n)?"
)
_CLOSED_BY: Final = {"(": ")", "[": "]", "block": "}", "object": "}", "for": "}"}
_LINES_MATTER: Final = frozenset({"block", "object"})
_ENDS_HEADER: Final = frozenset({IDENTIFIER, STRING, CLOSE_TEMPLATE})
_ENDLESS: Final = "a string must end on its line; write \\n, or a heredoc for several lines"
_HINTS: Final = {
    "'": "strings are put in double quotes",
    "`": "strings are put in double quotes, longer texts in a heredoc",
    ";": "arguments are ended by a newline, items of a collection by a comma",
    "&": "the logical operator is &&",
    "|": "the logical operator is ||",
    "~": "it has a meaning only next to the braces of a template sequence",
    "[": "[*] is written on one line",
    "/": "the comment that begins here is not closed by */",
    "“": "strings are put in straight quotes",
    "”": "strings are put in straight quotes",
}


class Lexer:
    """The tokens of a text from an offset on: their kinds, where each starts and where it ends.

    The last is `END`; the one before it is `BAD` if the text could not be read to its end, and then
    `problem` says why.
    """

    __slots__ = ("comments", "ends", "kinds", "problem", "starts", "text", "within")

    def __init__(self, text: str, offset: int = 0, within: str | None = None) -> None:
        """Read it all; `within` is "(" for a lone expression, "<<" for a lone template."""
        self.text = text
        self.kinds: list[str] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.comments: list[Comment] = []
        self.problem = ""
        self.within = [within] if within else []
        while offset >= 0:
            if self.within and self.within[-1][0] in '"<':
                offset = self._template(offset)
            else:
                offset = self._main(offset)
        self._add(END, len(text), len(text))

    def _add(self, kind: str, start: int, end: int) -> None:
        self.kinds.append(kind)
        self.starts.append(start)
        self.ends.append(end)

    def _stop(self, offset: int, problem: str) -> int:
        self.problem = problem
        self._add(BAD, offset, min(offset + 1, len(self.text)))
        return -1

    def _main(self, offset: int) -> int:  # noqa: C901 - the hot loop, one branch a token
        """Read up to where a template begins or goes on; return that offset, -1 at the end."""
        add_kind, add_start, add_end = self.kinds.append, self.starts.append, self.ends.append
        kinds, within = self.kinds, self.within
        lines = not within or within[-1] in _LINES_MATTER
        for match in _TOKEN.finditer(self.text, offset):
            group = match.lastindex
            if group == _IDENTIFIER:
                add_kind(IDENTIFIER)
            elif group == _MARK:
                add_kind(match[_MARK])
            elif group == _NEWLINE:
                if not lines or not kinds or kinds[-1] is NEWLINE:
                    continue
                add_kind(NEWLINE)
            elif group == _STRING:
                add_kind(STRING)
            elif group == _OPENING:
                within.append(match[_OPENING])
                lines = False
                add_kind(match[_OPENING])
            elif group == _BRACKET:
                bracket = match[_BRACKET]
                if bracket == "}" and within and within[-1] == SEQUENCE:
                    return self._end_sequence(match.start(group), match.end())
                self._bracket(bracket, match.end())
                lines = not within or within[-1] in _LINES_MATTER
                add_kind(bracket)
            elif group == _NUMBER:
                add_kind(NUMBER)
            elif group == _COMMENT_GROUP:
                self.comments.append(Comment(match.start(group), match.end()))
                continue
            else:
                return self._rare(match, lines=lines)
            add_start(match.start(group))
            add_end(match.end())
        return -1

    def _bracket(self, bracket: str, end: int) -> None:
        """Follow which bracket we are in; a wrong one changes nothing, the parser will see it."""
        within = self.within
        if bracket != "{":
            if within and _CLOSED_BY.get(within[-1]) == bracket:
                within.pop()
        elif (not within or within[-1] == "block") and _ENDS_HEADER.intersection(self.kinds[-1:]):
            within.append("block")
        else:
            within.append("for" if _FOR.match(self.text, end) else "object")

    def _end_sequence(self, start: int, end: int) -> int:
        self.within.pop()
        self._add(SEQUENCE_END, start, end)
        return end

    def _rare(self, match: re.Match[str], *, lines: bool) -> int:
        """Read what either is not common or is not read by the same pattern to its end."""
        group = match.lastindex or 0
        start, end = match.start(group), match.end()
        if group == _SPLAT and not (lines and "\n" in _INLINE_COMMENT.sub("", match[_SPLAT])):
            self._add(SPLAT, start, end)
            return end
        if group == _QUOTE:
            self.within.append('"')
            self._add(OPEN_TEMPLATE, start, end)
            return end
        if group == _HEREDOC and is_identifier(match[group]):
            self.within.append("<<" + match[group])
            self._add(OPEN_HEREDOC, match.start(_DASH) - 2, end)
            return end
        if group == _STRIP_END and self.within[-1:] == [SEQUENCE]:
            return self._end_sequence(start, end)
        return self._other(match.end() - len(match[0].lstrip(" \t")))

    def _other(self, start: int) -> int:
        """Read `<` or an identifier with characters beyond ASCII, or stop."""
        if self.text[start] == "<":  # and what follows it is `<` too, but no heredoc begins here
            self._add("<", start, start + 1)
            return start + 1
        end = identifier_end(self.text, start)
        if end > start:
            self._add(IDENTIFIER, start, end)
            return end
        character = self.text[start]
        hint = _HINTS.get(character, "")
        problem = f"unexpected {character!r}" + (f": {hint}" if hint else "")
        return self._stop(start, self._bad_text(start, problem))

    def _bad_text(self, offset: int, problem: str) -> str:
        """Say what is wrong with the character at an offset, if it is not its encoding."""
        is_byte = "\ud800" <= self.text[offset : offset + 1] <= "\udfff"
        return "a byte that is not UTF-8; save the file in that encoding" if is_byte else problem

    def _template(self, offset: int) -> int:
        """Read up to where a sequence begins or the template ends; return that offset."""
        return (self._quoted if self.within[-1] == '"' else self._heredoc)(offset)

    def _quoted(self, offset: int) -> int:
        text = self.text
        if match := _QUOTED_TEXT.match(text, offset):
            self._add(TEXT, offset, match.end())
            offset = match.end()
        if text.startswith('"', offset):
            self.within.pop()
            self._add(CLOSE_TEMPLATE, offset, offset + 1)
            return offset + 1
        if text.startswith(("${", "%{"), offset):
            return self._begin_sequence(offset)
        return self._stop(offset, self._bad_text(offset, _ENDLESS))

    def _begin_sequence(self, offset: int) -> int:
        self.within.append(SEQUENCE)
        end = offset + (3 if self.text.startswith("~", offset + 2) else 2)
        self._add(SEQUENCE if self.text[offset] == "$" else DIRECTIVE, offset, end)
        return end

    def _heredoc(self, offset: int) -> int:
        """Read lines; without a word that ends it, it is a template up to the end of the text."""
        text, word = self.text, self.within[-1][2:]
        while offset < len(text):
            if word and text[offset - 1] == "\n":
                end = text.find("\n", offset)
                if text[offset : max(end, offset)].strip(SPACE) == word:
                    end -= text[end - 1] == "\r"
                    self.within.pop()
                    self._add(CLOSE_TEMPLATE, offset, end)
                    return end
            if text.startswith(("${", "%{"), offset):
                return self._begin_sequence(offset)
            match = _LINE_OF_TEXT.match(text, offset)
            end = match.end() if match else offset
            if end == offset and word:
                return self._stop(offset, self._bad_text(offset, "a lone carriage return"))
            end = max(end, offset + 1)
            self._add(TEXT, offset, end)
            offset = end
        if word:
            return self._stop(offset, f"the heredoc is not closed by a line that says {word}")
        return -1
