"""Strings that have broken pages, and many like them (F55)."""

_SCRIPTS = [
    f"<{tag} {attribute}=\"window.ran='{tag}'\">"
    for tag in (
        "img src=x",
        "svg",
        "body",
        "video src=x",
        "details open",
        "iframe",
        "input autofocus",
    )
    for attribute in ("onerror", "onload", "onfocus", "ontoggle", "onmouseover", "onanimationstart")
]
_WHOLE = [
    "<script>window.ran='script'</script>",
    "<SCRIPT SRC=//example.invalid/x.js></SCRIPT>",
    "</textarea><script>window.ran='textarea'</script>",
    "</template><img src=x onerror=window.ran='template'>",
    "</dd></dl><script>window.ran='list'</script>",
    "<svg><script>window.ran='svg'</script></svg>",
    "<math><mtext><style><img src=x onerror=window.ran='math'></style></mtext></math>",
    "<iframe srcdoc=\"<script>parent.ran='srcdoc'</script>\">",
    "<base href=//example.invalid/>",
    "<meta http-equiv=refresh content=0;url=//example.invalid>",
    "<link rel=stylesheet href=//example.invalid/x.css>",
    "<style>*{display:none}</style>",
    "<form action=//example.invalid><button>Keep</button></form>",
    "<a href=\"javascript:window.ran='link'\">Keep</a>",
    "<breathing-pacer></breathing-pacer>",
    "<div hx-get=/help hx-trigger=load hx-swap=outerHTML></div>",
    "<div hx-on::load=\"window.ran='hx'\" data-hx-get=/help></div>",
    "<!-- --><!--><img src=x onerror=window.ran='comment'>-->",
    "<![CDATA[<img src=x onerror=window.ran='cdata'>]]>",
    "\"><img src=x onerror=window.ran='attribute'>",
    "' onmouseover='window.ran=1' x='",
    "`${window.ran='backtick'}`",
]
_URLS = [
    f"{scheme}{colon}window.ran='url'"
    for scheme in (
        "javascript",
        "JaVaScRiPt",
        "java\tscript",
        "vbscript",
        "data:text/html,",
        "blob",
    )
    for colon in (":", "&colon;", "&#58;", "%3A")
]
_TEMPLATES = [
    f"{opens}{inside}{closes}"
    for opens, closes in (
        ("{{", "}}"),
        ("{%", "%}"),
        ("${", "}"),
        ("<%=", "%>"),
        ("#{", "}"),
        ("{", "}"),
    )
    for inside in ("7*7", "config", "self.__init__", "constructor.constructor('window.ran=1')()")
]
_KEYS = ["__proto__", "constructor", "prototype", "toString", "valueOf", "hasOwnProperty", "then"]
_KEYS += [f"{key}.polluted" for key in _KEYS] + ["length", "null", "undefined", "NaN", "true", "-0"]
_BREAKING = [
    '"',
    "'",
    "\\",
    '"}',
    "']",
    '","x":"',
    "\\u0000",
    "\\n",
    "\\",
    "\\\\",
    "//",
    "/*",
    "*/",
    "]]>",
]
_BREAKING += [
    "%00",
    "%s%n",
    "%F0%9F",
    "&amp;",
    "&lt;b&gt;",
    "&#60;",
    "&notit;",
    "&nbsp;",
    "$&",
    "$1",
    "\\1",
]
_BREAKING += [
    "'; DROP TABLE records; --",
    "1e999",
    "../../etc/passwd",
    "file:///",
    "#deleted-x",
    "?q=1&r=2",
]
_BREAKING += [
    "expression(alert(1))",
    "url(//example.invalid)",
    "*/}body{display:none",
    "@import '//x'",
]
_WRITING = [
    *("\u202eright to left\u202c", "\u2066isolated", "\u200f\u200e", "عربى و English", "שלום <b>"),
    *("zero\u200bwidth", "joined\u200d", "\ufeffmark", "soft\u00adhyphen", "\u2060word", "\u180e"),
    *("e\u0301 combined", "é", "Z̸̛͚a̷͌l̶g̷o̴" + "\u0301" * 60, "ﬁ ligature", "ⅷ", "İıſ", "ß ẞ"),
    *(
        "🙂",
        "👩🏽‍⚕️",
        "🏴\U000e0067\U000e0062\U000e007f",
        "𝒜",
        "\U0010ffff",
        "\ufffe",
        "\uffff",
        "\ufffd",
    ),
    *(
        "\x01\x02",
        "\x07",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "tab\there",
        "\u2028 line",
        "\u2029 part",
        "a\x00b",
    ),
    *("   outer   ", "inner     runs", "\u00a0", "…", "½", "\ue000"),
]
_LONG = ["word " * 400, "x" * 2_000, "<b>" * 300, "🙂" * 300, "\u202e" * 200 + "x", "&" * 500]
_ENCODED = [
    f"{form}script{end}window.ran=1"
    for form in (
        "&lt;",
        "&#x3c;",
        "&#0000060",
        "\\x3c",
        "\\u003c",
        "%3C",
        "+ADw-",
        "\uff1c",
        "‹",
        "<\x00",
    )
    for end in (">", "&gt;", "&#x3e;", "\\x3e", "%3E")
]
_EVENTS = [
    f"<x on{event}=window.ran=1 tabindex=1>y</x>"
    for event in [
        "click",
        "begin",
        "end",
        "repeat",
        "copy",
        "paste",
        "cut",
        "drag",
        "drop",
        "wheel",
        "scroll",
        "resize",
        "message",
        "popstate",
        "hashchange",
        "beforeinput",
        "input",
        "change",
        "submit",
        "invalid",
        "pointerdown",
        "pointerenter",
        "transitionend",
        "beforetoggle",
        "contentvisibilityautostatechange",
    ]
]
# Half a surrogate pair cannot be sent to the browser: it is made there, from this JSON.
LONE_HALVES = ["\\ud800", "\\udc00 first", "two \\udfff\\ud83d", "end \\ud83d"]

_PLAIN_MARKUP = [f"<b>bold {number}</b> &amp; {number}" for number in range(30)]

STRINGS = list(
    dict.fromkeys(
        [
            *(*_SCRIPTS, *_WHOLE, *_URLS, *_TEMPLATES, *_KEYS, *_BREAKING),
            *(*_WRITING, *_ENCODED, *_EVENTS, *_LONG, *_PLAIN_MARKUP),
        ]
    )
)
