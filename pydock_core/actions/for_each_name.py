"""Runs one action for each of several names; the failures are reported at the end, with status 1."""

from __future__ import annotations

from pydock_core.errors import ExitStatus, PyDockError
from pydock_core.values.os_errors import os_error_text

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
    ignore_error: Callable[[PyDockError], bool] | None = None,
) -> None:
    """Calls `act(name)` for each name, and prints the name after each success, in the order of `names`.

    - `act`: the action; where it returns a str, that is printed in place of the name. A PyDockError that it raises is a
      failure of this name.
    - `parallel`: whether up to 50 actions, docker's limit, run at once in threads.
    - `ignore_error`: whether an error is printed at once and does not count as a failure.

    Raises ExitStatus 1 with the messages of all failures, one a line, as docker does.
    """
    failures: list[PyDockError] = []
    if parallel and len(names) > 1:
        session.engine.negotiate_version()  # once, before the threads start
        outcomes = _run_in_parallel(names, act)
    else:
        outcomes = _run_sequentially(names, act)
    for name, outcome in zip(names, outcomes, strict=True):
        result = outcome()
        if isinstance(result, PyDockError):
            if ignore_error is not None and ignore_error(result):
                session.stderr.write(f"{result.message}\n")
                session.stderr.flush()
            else:
                failures.append(result)
            continue
        session.stdout.write(f"{result if isinstance(result, str) else name}\n")
        session.stdout.flush()
    if failures:
        raise ExitStatus(1, "\n".join([failure.message for failure in failures])) from failures[0]


def _run_sequentially(names: Sequence[str], act: Callable[[str], object]) -> list[Callable[[], object]]:
    return [lambda name=name: _run_one(name, act) for name in names]  # type: ignore[misc]


def _run_one(name: str, act: Callable[[str], object]) -> object:
    try:
        return act(name)
    except PyDockError as error:
        return error
    except OSError as error:  # a module can't be loaded: no file descriptor is left
        return PyDockError(os_error_text(error))


def _run_in_parallel(names: Sequence[str], act: Callable[[str], object]) -> list[Callable[[], object]]:
    # Slow to import, and a single name needs no threads.
    from concurrent.futures import ThreadPoolExecutor

    pool = ThreadPoolExecutor(min(PARALLEL, len(names)))
    return [pool.submit(_run_one, name, act).result for name in names]
