"""One action for each of several names: a failure does not stop the others, and is reported at the end."""

from __future__ import annotations

from pydock_core.errors import ExitStatus, PyDockError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydock_core.session import Session

PARALLEL = 50  # docker's own limit


def for_each_name(
    session: Session,
    names: Sequence[str],
    act: Callable[[str], object],
    *,
    parallel: bool = False,
    tolerate: Callable[[PyDockError], bool] | None = None,
) -> None:
    """Calls `act(name)` for each name, and prints the name after each success, in the order of `names`.

    - `act`: the action; where it returns a str, that is printed in place of the name. A PyDockError that it raises is a
      failure of this name.
    - `parallel`: whether up to 50 actions, docker's limit, run at once in threads.
    - `tolerate`: whether an error is printed at once and does not count as a failure.

    Raises ExitStatus 1 with the messages of all failures, one a line, as docker does.
    """
    failures: list[str] = []
    if parallel and len(names) > 1:
        session.engine.negotiate_version()  # before there are threads, each of which would do it
        outcomes = _at_once(names, act)
    else:
        outcomes = _in_turn(names, act)
    for name, outcome in zip(names, outcomes, strict=True):
        result = outcome()
        if isinstance(result, PyDockError):
            if tolerate is not None and tolerate(result):
                session.stderr.write(f"{result.message}\n")
                session.stderr.flush()
            else:
                failures.append(result.message)
            continue
        session.stdout.write(f"{result if isinstance(result, str) else name}\n")
        session.stdout.flush()
    if failures:
        raise ExitStatus(1, "\n".join(failures))


def _in_turn(names: Sequence[str], act: Callable[[str], object]) -> list[Callable[[], object]]:
    return [lambda name=name: _tried(name, act) for name in names]  # type: ignore[misc]


def _tried(name: str, act: Callable[[str], object]) -> object:
    try:
        return act(name)
    except PyDockError as error:
        return error


def _at_once(names: Sequence[str], act: Callable[[str], object]) -> list[Callable[[], object]]:
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(min(PARALLEL, len(names)))
    return [pool.submit(_tried, name, act).result for name in names]
