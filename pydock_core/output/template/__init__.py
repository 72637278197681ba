"""Go's text/template, with docker's functions, over Python data.

    compile("{{.Name}}").execute({"Name": "web"})  # "web"

A template is compiled once, to nested functions, and may then run over thousands of rows. Errors are TemplateError with
text/template's message, without docker's own "template parsing error: " before it.
"""

from __future__ import annotations

from pydock_core.output.template.compiler import Template, compile
from pydock_core.output.template.functions import FUNCTIONS, HEADER_FUNCTIONS
from pydock_core.output.template.values import TypedDict, TypedList, TypedNil

__all__ = ["FUNCTIONS", "HEADER_FUNCTIONS", "Template", "TypedDict", "TypedList", "TypedNil", "compile"]
