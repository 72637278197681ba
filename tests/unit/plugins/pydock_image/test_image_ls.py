from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from pydock_core.testing import FakeEngine, faults, run_pydock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pydock_core.testing.pytest_plugin import PyDock

ID = "0123456789abcdef" * 4


def _has(engine: FakeEngine, *images: dict[str, Any]) -> None:
    engine.fault("GET", "/images/json", faults.answer(200, json.dumps(images).encode()))


@pytest.fixture
def tree() -> Iterator[FakeEngine]:
    """Yields an engine of API 1.50 with an image of two platforms and a nameless one."""
    manifest = {
        "ID": f"sha256:{ID}",
        "Kind": "image",
        "Available": True,
        "Size": {"Content": 1000, "Total": 3000},
        "ImageData": {"Platform": {"os": "linux", "architecture": "amd64"}, "Containers": ["x"]},
    }
    proof = {"ID": "sha256:1", "Kind": "attestation", "Size": {"Content": 500}, "AttestationData": {"For": "x"}}
    missing = {**manifest, "Available": False, "ImageData": {"Platform": {"os": "linux", "architecture": "arm64"}}}
    with FakeEngine(api_version="1.50") as engine:
        _has(
            engine,
            {
                "Id": f"sha256:{ID}",
                "RepoTags": ["a:1", "much/longer:2"],
                "Created": 1,
                "Manifests": [manifest, proof, missing],
            },
            {"Id": "sha256:9", "RepoTags": [], "RepoDigests": [], "Created": 2},
        )
        yield engine


@pytest.mark.parametrize("flag", ["--quiet", "--no-trunc", "--format=x"])
def test_image_ls_tree_refuses_other_output_flags(flag: str, tree: FakeEngine) -> None:
    result = run_pydock(["images", "--tree", flag], engine=tree)
    assert (result.status, result.stdout) == (1, "")
    assert result.stderr == f"{flag.partition('=')[0]} is not yet supported with --tree\n"
    assert "GET /images/json" not in result.asked


def test_image_ls_tree_requires_newer_engine(pydock: PyDock) -> None:
    result = pydock("images", "--tree")
    assert result.stderr == '"--tree" requires API version 1.47, but the Docker daemon API version is 1.41\n'
    assert result.status == 1


@pytest.mark.parametrize("answer", [b"[1]", b"{}", b"[{]", b"[null]"])
def test_image_ls_fails_for_invalid_answer(pydock: PyDock, answer: bytes) -> None:
    pydock.engine.fault("GET", "/images/json", faults.answer(200, answer))
    result = pydock("images")
    assert (result.status, result.stdout) == (1, "")
    assert "the engine's answer to GET /images/json is" in result.stderr


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("{{", "template parsing error: template: :1: unclosed action\n"),
        (
            "{{.Nosuch}}",
            (
                'template parsing error: template: :1:2: executing "" at <.Nosuch>: can\'t evaluate field Nosuch '
                "in type *formatter.imageContext\n"
            ),
        ),
    ],
)
def test_image_ls_invalid_template_prints_no_rows(pydock: PyDock, form: str, words: str) -> None:
    result = pydock("images", "--format", form)
    assert (result.status, result.stdout, result.stderr) == (1, "", words)


@pytest.mark.parametrize("words", [["images", "ls"], ["images", "build"]])
def test_images_with_name_of_subcommand_prints_hint(pydock: PyDock, words: list[str]) -> None:
    result = pydock(*words)
    assert result.status == 0
    assert result.stderr == f'\nNo images found matching "{words[1]}": did you mean "pydock image {words[1]}"?\n'


def test_image_ls_with_name_of_subcommand_prints_no_hint(pydock: PyDock) -> None:
    assert pydock("image", "ls", "ls").stderr == ""


def test_image_ls_sends_repository_as_filter(pydock: PyDock) -> None:
    result = pydock("images", "-f", "reference=a*", "-f", "dangling=false", "busybox")
    asked = next(request for request in result.requests if request.path == "/images/json")
    assert json.loads(asked.query["filters"]) == {
        "dangling": {"false": True},
        "reference": {"a*": True, "busybox": True},
    }


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], "from config\n"),
        (["--format", "{{.Tag}}"], "latest\n"),
        (["-q"], None),
    ],
)
def test_image_ls_uses_configured_format_for_plain_lists(
    pydock: PyDock, tmp_path: Path, words: list[str], expected: str | None
) -> None:
    (tmp_path / "config.json").write_text('{"imagesFormat": "from config"}')
    shown = pydock("images", *words, environ={"DOCKER_CONFIG": str(tmp_path)}).stdout
    assert shown == (expected or pydock("images", "-q").stdout)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--digests", "--format", "table {{.Tag}}"], "TAG       DIGEST\n1         sha256:" + ID + "\n"),
        (["--format", "{{.Tag}} {{.Digest}}"], "1 sha256:" + ID + "\n<none> \n"),
        (["--format", "{{.Tag}}"], "1\n<none>\n"),
        (["--digests", "--format", "{{.Repository}}"], "x\ny\n"),
    ],
)
def test_image_ls_lists_digest_rows_only_on_request(pydock: PyDock, words: list[str], expected: str) -> None:
    digest = f"sha256:{ID}"
    _has(pydock.engine, {"Id": digest, "RepoTags": ["x:1"], "RepoDigests": [f"x@{digest}", f"y@{digest}"]})
    shown = pydock("images", *words).stdout
    assert shown.startswith(expected) if "table" in words[-1] else shown == expected


def test_image_ls_escapes_control_characters(pydock: PyDock) -> None:
    _has(pydock.engine, {"Id": "\x1b[2J", "RepoTags": ["x:1"]})
    shown = pydock("images", "--no-trunc", terminal=True).stdout
    assert "\x1b" not in shown
    assert "\\x1b[2J" in shown


def test_image_ls_tree_shows_platforms_below_image(tree: FakeEngine) -> None:
    assert run_pydock(["images", "--tree"], engine=tree).stdout == (
        "WARNING: This is an experimental feature. The output may change and shouldn't be depended on.\n"
        "                                                              Info ->  U In Use \n\n"
        "IMAGE                ID             DISK USAGE   CONTENT SIZE   EXTRA\n"
        "much/longer:2\n"
        "a:1                  0123456789ab           0B          2.5kB   U    \n"
        "├─ linux/amd64       0123456789ab          3kB            1kB   U    \n"
        "└─ linux/arm64       0123456789ab          3kB            1kB        \n\n"
    )


def test_image_ls_tree_all_includes_unnamed_images_newest_first(tree: FakeEngine) -> None:
    lines = run_pydock(["images", "--tree", "-a"], engine=tree).stdout.splitlines()
    assert lines[4].startswith("<untagged>           9  ")


@pytest.mark.parametrize(("columns", "last"), [(80, "EXTRA"), (60, "CONTENT SIZE"), (40, "DISK USAGE"), (20, "IMAGE")])
def test_image_ls_tree_omits_columns_on_narrow_terminal(columns: int, last: str, tree: FakeEngine) -> None:
    shown = run_pydock(["images", "--tree"], engine=tree, terminal=(columns, 24)).stdout
    header = next(line for line in shown.splitlines() if "IMAGE" in line)
    assert header.rstrip().endswith(f"{last}\x1b[0m")


@pytest.mark.parametrize("value", ["1", "anything"])
def test_image_ls_tree_has_no_styles_with_no_color(tree: FakeEngine, value: str) -> None:
    shown = run_pydock(["images", "--tree"], engine=tree, terminal=(80, 24), environ={"NO_COLOR": value}).stdout
    assert "\x1b" not in shown
    empty = run_pydock(["images", "--tree"], engine=tree, terminal=(80, 24), environ={"NO_COLOR": ""}).stdout
    assert "\x1b[" in empty


TREE = {"PYDOCK_IMAGES_VIEW": "tree"}


def test_setting_shows_a_line_for_each_tag_in_the_order_of_names(tree: FakeEngine) -> None:
    assert run_pydock(["images", "-a"], engine=tree, environ=TREE).stdout == (
        "IMAGE           ID             DISK USAGE   CONTENT SIZE   EXTRA\n"
        "a:1             0123456789ab           0B          2.5kB   U    \n"
        "much/longer:2   0123456789ab           0B          2.5kB   U    \n"
        "<untagged>      9                      0B             0B        \n"
    )
    assert "<untagged>" not in run_pydock(["images"], engine=tree, environ=TREE).stdout


def test_setting_puts_the_columns_of_a_long_name_on_the_next_line_of_a_terminal(tree: FakeEngine) -> None:
    environ = {**TREE, "NO_COLOR": "1"}
    shown = run_pydock(["images"], engine=tree, environ=environ, terminal=(30, 24)).stdout
    assert shown.replace("\r\n", "\n") == (
        "            Info ->  U In Use \n"
        "IMAGE           ID          \n"
        "a:1             0123456789ab\n"
        "much/longer:2   0123456789ab\n"
    )
    narrow = run_pydock(["images"], engine=tree, environ=environ, terminal=(27, 24)).stdout
    assert narrow.replace("\r\n", "\n").splitlines()[2:] == [
        "a:1            0123456789ab",
        "much/longer:2",
        "               0123456789ab",
    ]


def test_setting_uses_docker_s_colours_on_a_terminal(tree: FakeEngine) -> None:
    shown = run_pydock(["images"], engine=tree, environ=TREE, terminal=(80, 24)).stdout
    assert "\x1b[34m\x1b[1ma:1\x1b[0m" in shown
    assert "\x1b[38;5;0m\x1b[48;5;14m U \x1b[0m" in shown


def test_setting_gives_way_to_flags_and_config_that_ask_for_another_form(tree: FakeEngine, tmp_path: Path) -> None:
    for flag in ("--quiet", "--no-trunc", "--digests", "--format={{.Tag}}", "--tree"):
        plain = run_pydock(["images", flag], engine=tree)
        result = run_pydock(["images", flag], engine=tree, environ=TREE)
        assert (result.status, result.stdout, result.stderr) == (0, plain.stdout, plain.stderr)
    (tmp_path / "config.json").write_text('{"imagesFormat": "{{.Tag}}"}')
    result = run_pydock(["images"], engine=tree, environ={**TREE, "DOCKER_CONFIG": str(tmp_path)})
    assert result.stdout.splitlines()[:2] == ["1", "2"]


def test_setting_keeps_the_hint_about_a_command_taken_for_a_repository() -> None:
    with FakeEngine(api_version="1.50") as engine:
        result = run_pydock(["images", "prune"], engine=engine, environ=TREE)
    assert 'did you mean "pydock image prune"?' in result.stderr


def test_setting_of_trees_has_no_effect_on_an_older_engine(pydock: PyDock) -> None:
    result = pydock("images", environ={"PYDOCK_IMAGES_VIEW": "tree"})
    assert (result.status, result.stdout) == (0, pydock("images").stdout)
