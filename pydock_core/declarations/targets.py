"""`module:function`, the text by which declarations name functions without importing them."""

from __future__ import annotations


def target_of(function: object) -> str:
    """Returns the target that names `function`; a text of the form `module:function` is returned as given.

    Raises ValueError if no text can name the function: a lambda, a function inside another function.
    """
    if isinstance(function, str):
        home, _, called = function.partition(":")
        if home and called and not any(blank in function for blank in " \t\r\n"):
            return function
        raise ValueError(f'"{function}" is not of the form module:function')
    module, name = getattr(function, "__module__", None), getattr(function, "__qualname__", None)
    if not callable(function) or not isinstance(module, str) or not isinstance(name, str):
        raise ValueError(f"{type(function).__name__} is no function")
    if "<" in name:
        raise ValueError(f"{name} has no name in its module: put the function at the top of the module")
    return f"{module}:{name}"
