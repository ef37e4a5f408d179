"""Code that leaks into the text of a page: style sheets, scripts, data, tags, entities."""

from collections.abc import Callable

from .draw import Draw
from .page import FUSE, LINE, SPACE
from .programs import program
from .site import Block, Site, Writer

_NAMES = (
    "box",
    "post",
    "vote_area",
    "main",
    "content",
    "slider",
    "sidebar",
    "nav",
    "widget",
    "article",
    "gallery",
    "share",
    "tabs",
)
_PROPERTIES = (
    "margin: 0",
    "padding: 5px 10px",
    "color: #333",
    "float: right",
    "font-size: 14px",
    "display: none",
    "width: 100%",
    "text-align: center",
    "background: #fff url(bg.png)",
    "border: 1px solid #ccc",
    "direction: rtl",
    "height: auto",
)
_ENTITIES = (
    "&nbsp;",
    "&nbsp;&nbsp;",
    "&amp;",
    "&quot;",
    "&raquo;",
    "&#8217;",
    "&lt;br&gt;",
    "&ndash;",
    "&hellip;",
    "&#160;",
)


def _name(draw: Draw) -> str:
    """A random name of a class, an id or a variable."""
    return draw.pick(_NAMES) + draw.pick(("", "", "-item", "_title", "2", "-wrap", "Left"))


def _styles(draw: Draw) -> str:
    """One to five random rules of a style sheet, at times after a comment or an opening tag that is not closed."""
    rules = []
    for _ in range(draw.between(1, 5)):
        selector = draw.pick(("#", ".", "")) + _name(draw) + draw.pick(("", " ul", " li", " a:hover", " > div", " img"))
        rules.append(f"{selector} {{ {'; '.join(draw.some(_PROPERTIES, 1, 4))}; }}")
    head = draw.pick(("", "", "<style>", "<!-- ", "/* " + _name(draw) + " */ "))
    return head + draw.pick((" ", "\n")).join(rules)


_SCRIPTS = (
    "$(document).ready(function() {{ $('#{name}').carouFredSel({{ auto: true, items: {few} }}); }});",
    "jQuery(function($){{ $('.{name}').tabs(); }});",
    "(adsbygoogle = window.adsbygoogle || []).push({{}});",
    "var {name} = document.getElementById('{name}'); if ({name}) {{ {name}.style.display = 'none'; }}",
    "googletag.cmd.push(function() {{ googletag.display('div-gpt-ad-{many}-0'); }});",
    "window._taboola = window._taboola || []; _taboola.push({{mode:'thumbnails-{name}', container:'{name}'}});",
    "(function(d, s, id) {{ var js, fjs = d.getElementsByTagName(s)[0]; }}(document, 'script', '{name}'));",
    "function {name}(x) {{\n return x.value == '' ? false : true;\n}}",
    "document.write('<div class=\"{name}\"></div>');",
    "jwplayer('{name}').setup({{ file: '/videos/{key}.mp4', width: 640 }});",
    '!function(d,s,id){{var js,fjs=d.getElementsByTagName(s)[0];}}(document,"script","twitter-wjs");',
)
_REMAINS = (
    '{{"@context":"https://schema.org","@type":"NewsArticle","dateModified":"20{few}1-03-11"}}',
    '[caption id="attachment_{number}" align="aligncenter" width="{number}"]',
    '[gallery ids="{number},{number}"]',
    "[{name} id={number}]",
    "<?php echo ${name}; ?>",
    "Warning: mysql_connect(): Access denied in /home/{key}/public_html/{name}.php on line {few}2",
    "Notice: Undefined index: {name} in /var/www/html/index.php on line {few}7",
    '<div class="{name}"><a href="/news/{number}">',
    '<img src="/upload/{key}.jpg" alt="" width="300" />',
    "![image {few}](http://www.{name}.com/media/upload/{key}.jpg)",
    "http://www.{name}.com/sites/default/files/styles/{number}/public/{key}.jpg",
    'INCLUDEPICTURE "http://www.{name}.com/img/{number}.jpg" \\* MERGEFORMATINET',
    "Top of Form\nBottom of Form",
    "/* */",
    "<!--{name}-->",
    "<br /><br />",
    "%%{name}%%",
    "{{{{ {name}.title }}}}",
    "، {many}، {many}، ، ، ، ،",
)


def _filled(draw: Draw, form: str) -> str:
    """`form` with its places filled: a name, a key and numbers, each drawn once, so that repeated places agree."""
    return form.format(
        name=_name(draw),
        key=draw.identifier(8),
        few=draw.between(1, 9),
        number=draw.between(100, 99999),
        many=draw.between(10**6, 10**7),
    )


def _script(draw: Draw) -> str:
    """A random line of a script."""
    return _filled(draw, draw.pick(_SCRIPTS))


def _data(draw: Draw) -> str:
    """Random data, tags or error messages."""
    return _filled(draw, draw.pick(_REMAINS))


def leaked(site: Site) -> Block:
    """A block that writes one, two or four pieces of leaked code, labelled `other`.

    Their number, kind and gap are fixed for the site. On most sites (0.6) all pieces on all pages are the same text,
    else each is drawn anew.
    """
    draw = site.draw
    entries = site.entries("menu")
    makers: dict[str, Callable[[Draw], str]] = {
        "styles": _styles,
        "script": _script,
        "data": _data,
        "program": lambda chance: program(chance, entries),
    }
    make = makers[draw.pick(("styles", "script", "data", "data", "program", "program"))]
    fixed = make(draw) if draw.chance(0.6) else ""
    several = draw.pick((1, 1, 1, 2, 4))
    join = draw.pick((LINE, LINE, SPACE, FUSE))

    def write(page: Writer) -> None:
        for _ in range(several):
            page.furniture(fixed or make(page.draw), "other", 0, join)

    return write


def entities(draw: Draw, text: str) -> str:
    """A text with an HTML entity before a random space; unchanged if no space follows the place drawn."""
    at = text.find(" ", draw.between(0, max(1, len(text) - 2)))
    return text if at < 0 else text[:at] + draw.pick(_ENTITIES) + text[at:]


def residue(site: Site) -> Block:
    """A block that writes a stray sign on a line, the same on all pages: a null byte, a dash, dots, an entity."""
    sign = site.draw.pick(("\0", "\0", "\ufeff", "ـ", "\x1a", "..", "&nbsp;", "|", "\u200f.", "\u00ad", "[]", "/"))
    return lambda page: page.add(sign, "other", 0, LINE)
