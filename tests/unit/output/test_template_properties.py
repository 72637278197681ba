from __future__ import annotations

import contextlib

from hypothesis import given
from hypothesis import strategies as st

from pydock_core.errors import TemplateError
from pydock_core.output.template import compile
from pydock_core.output.template.printf import sprintf
from pydock_core.output.template.quote import quoted, unquoted

_PIECES = st.sampled_from(
    """{{ }} {{- -}} /* */ . .a .a.b $ $x := = | , ( ) "s" `r` 'c' 1 -1 1.5 0x1 1e3 nil true if else end range with
    define template block break continue and or not eq lt len index slice print printf json split join pad truncate
    "%d" x""".split()
)
_TEMPLATES = st.lists(_PIECES | st.just(" "), max_size=25).map("".join) | st.text(max_size=40)
_DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abx"), inner, max_size=3),
    max_leaves=6,
)


@given(_TEMPLATES, _DATA, st.booleans())
def test_any_template_raises_only_template_error(text: str, data: object, missing_key_fails: bool) -> None:
    with contextlib.suppress(TemplateError):
        compile(text).execute(data, missing_key_fails=missing_key_fails)


@given(_PIECES, _PIECES, _PIECES, _DATA)
def test_any_template_action_raises_only_template_error(first: str, second: str, third: str, data: object) -> None:
    with contextlib.suppress(TemplateError):
        compile(f"{{{{{first} {second} {third}}}}}").execute(data)


@given(
    st.text(st.sampled_from("%+-# 0.*[]123456sdvqxXtfegGTcUboOpwz!é"), max_size=12),
    st.lists(_DATA, max_size=3),
)
def test_printf_accepts_any_format_and_values(form: str, values: list[object]) -> None:
    assert isinstance(sprintf(form, values), str)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_template_quoted_text_round_trips(text: str) -> None:
    assert unquoted(quoted(text)) == text
