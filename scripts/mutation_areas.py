"""The areas of the source that `scripts/mutation` changes, with the tests that have to notice."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
# It measures time, so that it would fail for mutants that are right.
LEFT_OUT = "tests/unit/output/test_template.py::test_template_renders_ten_thousand_rows_in_less_than_a_second"


@dataclass(frozen=True)
class Area:
    """A name for `--only`, the files that are changed, and arguments of pytest that select tests, fast ones first.

    Paths are relative to the top of the project.
    """

    name: str
    files: tuple[str, ...]
    tests: tuple[str, ...]


def _in(folder: str, names: str) -> tuple[str, ...]:
    return tuple(f"{folder}/{name}.py" for name in names.split())


AREAS = (
    Area(
        "flags",
        (*_in("pydock_core/command", "parse"), *_in("pydock_core/declarations", "flags kinds")),
        _in("tests/unit/command", "test_parse_limits test_parse"),
    ),
    Area(
        "templates",
        tuple(sorted(str(file.relative_to(ROOT)) for file in ROOT.glob("pydock_core/output/template/*.py"))),
        _in("tests/unit/output", "test_template_limits test_template test_table test_listing test_inspect"),
    ),
    Area(
        "tar",
        (*_in("pydock_core/actions", "tar_reader tar_writer unpack"), *_in("pydock_core/values", "tar_header")),
        (
            *_in("tests/unit/values", "test_tar_fields test_tar_header"),
            *_in("tests/unit/actions", "test_tar_limits test_tar_reader test_tar_writer test_unpack"),
        ),
    ),
    Area(
        "http",
        _in(
            "pydock_core/engine/transport",
            "http pooled_connection chunked_body chunked_upload hijacked_connection",
        ),
        _in("tests/unit/engine/transport", "test_http_limits test_http test_replay test_send_some test_download"),
    ),
    Area(
        "attach",
        (
            *_in("pydock_core/actions", "attach start_attached terminal signal_proxy"),
            *_in("pydock_core/engine/api", "multiplexed_stream"),
        ),
        (
            *_in("tests/unit/engine/api", "test_multiplexed_stream"),
            *_in("tests/unit/actions", "test_start_attached test_signal_proxy test_raw_terminal test_resize_retries"),
            *_in("tests/unit/actions", "test_attach_check test_attach test_attach_pending"),
            *_in("tests/unit/plugins/pydock_container", "test_attach_command"),
        ),
    ),
    Area(
        "index",
        _in("pydock_core/host", "index index_file index_build index_merge plugin_filter"),
        (
            *_in("tests/unit/host", "test_plugin_filter test_merge_reports test_index_answers test_index_parts"),
            *_in("tests/unit/host", "test_command_entries test_build_reason"),
        ),
    ),
)
