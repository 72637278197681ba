"""Rules about requests to the engine, checked in `pydock_send`, which every request of every command passes."""

from __future__ import annotations

from pydock_core.plugin_api import PyDockError, hooks

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Generator

    from pydock_core.plugin_api import Request, Response, Session


@hooks.send(wrapper=True, trylast=True)
def pydock_send(session: Session, request: Request) -> Generator[None, Response, Response]:
    """Refuses a request that breaks a rule; `trylast`, so that no other wrapper changes the request afterwards."""
    if request.method == "POST":
        from pydock_policy.requests import asked_for

        asked = asked_for(request)
        if asked is not None:
            from pydock_policy.rules import Rules

            rules = Rules.of(session)
            broken = rules.broken_by(asked)
            if broken and not rules.report_only:
                raise PyDockError("\n".join(f"policy: {reason}" for reason in broken))
            for reason in broken:
                session.stderr.write(f"policy, reported only: {reason}\n")
    return (yield)
