"""Source code that leaks into a text: random statements, calls, objects and style rules, nested at random."""

from collections.abc import Sequence

from .draw import Draw

_VERBS = ("get", "set", "init", "load", "show", "hide", "update", "toggle", "render", "bind", "submit", "on")
_NOUNS = ("Items", "Slider", "Form", "Vote", "Chart", "Menu", "Data", "Banner", "Video", "Player", "Page", "Result")
_OWNERS = ("$", "jQuery", "$.fn", "window", "document", "this", "self", "console", "Math", "JSON", "swfobject", "ga")
_EVENTS = ("click", "ready", "submit", "load", "change", "hover", "resize", "scroll")
_UNITS = ("px", "em", "%", "px", "pt", "")
_RULES = ("background", "border", "margin", "padding", "width", "height", "top", "font-size", "line-height", "filter")
_DEEPEST = 3  # levels of nesting; chosen


def _name(draw: Draw) -> str:
    """A random name of a function, a variable or a class."""
    plain = draw.pick(_VERBS) + draw.pick(_NOUNS)
    return draw.pick((plain, plain[0] + str(draw.between(1, 99)), plain.lower(), draw.identifier(draw.between(1, 6))))


def _number(draw: Draw) -> str:
    """A random number as text."""
    return draw.pick(
        (str(draw.between(0, 20)), str(draw.between(21, 4000)), f"{draw.between(0, 9)}.{draw.between(1, 9)}")
    )


def _colour(draw: Draw) -> str:
    """A random colour in hexadecimal."""
    return "#" + "".join(draw.pick("0123456789abcdefABCDEF") for _ in range(draw.pick((3, 6, 6))))


def _text(draw: Draw, entries: Sequence[str]) -> str:
    """A random string literal in quotation marks: a name, a selector, a colour, a path, a tag or one of `entries`."""
    mark = draw.pick("'\"")
    inner = draw.weighted(
        (
            (3.0, _name(draw)),
            (1.5, draw.pick("#.") + _name(draw)),
            (1.0, _colour(draw)),
            (1.0, f"/{_name(draw)}/{_name(draw)}.{draw.pick(('php', 'html', 'js', 'jpg', 'swf', 'aspx'))}"),
            (0.8, draw.pick(entries)),
            (0.4, f"<{draw.pick(('div', 'span', 'li', 'img'))} class=\\{mark}{_name(draw)}\\{mark}>"),
        )
    )
    return mark + inner + mark


def _value(draw: Draw, entries: Sequence[str], deep: int) -> str:
    """A random value: a literal, a name or, where `deep`, the depth of nesting, is below 3, an array, object or call.

    String literals are at times one of `entries`.
    """
    if deep >= _DEEPEST or draw.chance(0.55):
        return draw.pick((_number(draw), _text(draw, entries), _name(draw), draw.pick(("true", "false", "null", "''"))))
    return draw.pick((_array, _object, _call, _call))(draw, entries, deep + 1)


def _array(draw: Draw, entries: Sequence[str], deep: int) -> str:
    """A random array of one to five values; for `entries` and `deep` see `_value`."""
    return "[" + draw.pick((",", ", ")).join(_value(draw, entries, deep) for _ in range(draw.between(1, 5))) + "]"


def _object(draw: Draw, entries: Sequence[str], deep: int) -> str:
    """A random object of one to four fields; for `entries` and `deep` see `_value`."""
    fields = (f"{_name(draw)}: {_value(draw, entries, deep)}" for _ in range(draw.between(1, 4)))
    return "{ " + ", ".join(fields) + " }"


def _call(draw: Draw, entries: Sequence[str], deep: int) -> str:
    """A random call, or the registration of an event handler."""
    if draw.chance(0.2):
        body = _statement(draw, entries, deep + 1)
        return f"{draw.pick(_OWNERS)}({_text(draw, entries)}).{draw.pick(_EVENTS)}(function() {{ {body} }})"
    owner = draw.pick((draw.pick(_OWNERS), _name(draw), f"{draw.pick(('$', 'jQuery'))}({_text(draw, entries)})"))
    given = ", ".join(_value(draw, entries, deep + 1) for _ in range(draw.between(0, 3)))
    return f"{owner}.{_name(draw)}({given})"


def _statement(draw: Draw, entries: Sequence[str], deep: int = 0) -> str:
    """A random statement: an assignment, a call, or a condition, loop or function that holds statements.

    At the greatest depth of nesting there are only assignments and calls.
    """
    kind = draw.random()
    if kind < 0.3:
        return f"{draw.pick(('var ', 'var ', '', 'let ', 'const '))}{_name(draw)} = {_value(draw, entries, deep)};"
    if kind < 0.4 and deep < _DEEPEST:
        condition = f"{_name(draw)} {draw.pick(('==', '!=', '>', '===', '<'))} {_value(draw, entries, _DEEPEST)}"
        inner = " ".join(_statement(draw, entries, deep + 1) for _ in range(draw.between(1, 2)))
        return f"{draw.pick(('if', 'while', 'else if'))} ({condition}) {{ {inner} }}"
    if kind < 0.5 and deep < _DEEPEST:
        inner = " ".join(_statement(draw, entries, deep + 1) for _ in range(draw.between(1, 3)))
        return f"function {_name(draw)}({draw.pick(('', 'e', 'a, b', 'data'))}) {{ {inner} }}"
    return _call(draw, entries, deep) + draw.pick((";", ";", ""))


def _rule(draw: Draw) -> str:
    """A random rule of a style sheet, with one to six declarations."""
    parts = []
    for _ in range(draw.between(1, 6)):
        length = " ".join(_number(draw) + draw.pick(_UNITS) for _ in range(draw.between(1, 4)))
        maker = draw.pick(("moz", "webkit", "o"))
        shade = f"-{maker}-linear-gradient(top, {_colour(draw)} {_number(draw)}%, {_colour(draw)})"
        parts.append(f"{draw.pick(_RULES)}: {draw.weighted(((4.0, length), (2.0, _colour(draw)), (1.0, shade)))}")
    selector = draw.pick((".", "#", ".", "")) + _name(draw) + draw.pick(("", " li", " a", ":hover", " > p", " .on"))
    return f"{selector} {{ {'; '.join(parts)}; }}"


def program(draw: Draw, entries: Sequence[str]) -> str:
    """A random program: up to eight rules, up to nine statements, or both, on one line or on several.

    String literals in it are at times one of `entries`.
    """
    rules, statements = draw.pick(((1, 0), (0, 1), (0, 1), (1, 1)))
    parts = [_rule(draw) for _ in range(rules * draw.between(1, 8))]
    parts += [_statement(draw, entries) for _ in range(statements * draw.between(1, 9))]
    return draw.pick((" ", " ", "\n")).join(parts)
