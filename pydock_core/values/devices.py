"""Devices: `--device`, `--gpus`, `--device-cgroup-rule`, and the block I/O limits of devices."""

from __future__ import annotations

from pydock_core.errors import InvalidValue
from pydock_core.values.csv import parse_record
from pydock_core.values.numbers import NumberError, parse_decimal, parse_uint
from pydock_core.values.paths import clean_path
from pydock_core.values.sizes import parse_bytes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

_DIGITS = "0123456789"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RATE = "Number must be a positive integer"


def split_devices(texts: Iterable[str], server_os: str) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Returns `Devices` and `DeviceRequests` of a create request; names such as `vendor.com/class=name` are CDI's."""
    mappings = []
    names = []
    for text in texts:
        if is_cdi_name(text):
            names.append(text)
        else:
            mappings.append(parse_device(text, server_os))
    request = {"Driver": "cdi", "Count": 0, "DeviceIDs": names, "Capabilities": None, "Options": None}
    return mappings, [request] if names else []


def parse_device(text: str, server_os: str) -> dict[str, str]:
    """Parses `--device host[:container][:mode]` to the API's `DeviceMapping`.

    A Windows engine checks the text itself.
    """
    if server_os == "windows":
        return {"PathOnHost": text, "PathInContainer": "", "CgroupPermissions": ""}
    if server_os != "linux":
        raise InvalidValue(f"unknown server OS: {server_os}")
    parts = text.split(":")
    if len(parts) > 3 or not parts[0]:
        raise InvalidValue(f"bad format for path: {text}")
    host, container, mode = parts[0], parts[0], "rwm"
    if len(parts) == 3:
        container, mode = parts[1], parts[2]
        if not _is_mode(mode):
            raise InvalidValue(f"bad mode specified: {mode}")
    elif len(parts) == 2 and _is_mode(parts[1]):
        mode = parts[1]
    elif len(parts) == 2:
        container = parts[1]
    if not container.startswith("/"):
        raise InvalidValue(f"{container} is not an absolute path")
    if len(parts) == 1 or parts[1] == mode:
        host = container = clean_path(host)
    elif len(parts) == 2:  # docker doesn't clean the path if there are three parts
        container = clean_path(container)
    return {"PathOnHost": host, "PathInContainer": container, "CgroupPermissions": mode}


def is_cdi_name(text: str) -> bool:
    """Returns whether the text is a qualified name of the Container Device Interface: `vendor/class=name`."""
    kind, _, name = text.partition("=")
    vendor, _, group = kind.partition("/")
    return _is_name(vendor, _LETTERS, "_-.") and _is_name(group, _LETTERS, "_-.") and _is_name(name, "", "_-.:")


def parse_gpus(text: str) -> dict[str, Any]:
    """Parses `--gpus all`, a count, or `device=…,capabilities=…` to the API's `DeviceRequest`.

    A count of -1 means all.
    """
    request: dict[str, Any] = {"Driver": "", "Count": 0, "DeviceIDs": None, "Capabilities": [["gpu"]], "Options": {}}
    seen = set()
    for field in parse_record(text):
        key, equals, value = field.partition("=")
        if key in seen:
            raise InvalidValue(f"gpu request key '{key}' can be specified only once")
        seen.add(key)
        if not equals:
            seen.add("count")
            request["Count"] = _parse_count(key)
        elif key == "driver":
            request["Driver"] = value
        elif key == "count":
            request["Count"] = _parse_count(value)
        elif key == "device":
            request["DeviceIDs"] = value.split(",")
        elif key == "capabilities":
            request["Capabilities"] = [[*value.split(","), "gpu"]]
        elif key == "options":
            request["Options"] = _parse_gpu_options(value)
        else:
            raise InvalidValue(f"unexpected key '{key}' in '{field}'")
    if "count" not in seen and request["DeviceIDs"] is None:
        request["Count"] = 1
    return request


def parse_cgroup_rule(text: str) -> str:
    """Returns `--device-cgroup-rule 'c 1:* rwm'` as typed; raises InvalidValue for an invalid form."""
    kind, _, rest = text.partition(" ")
    numbers, _, modes = rest.partition(" ")
    major, _, minor = numbers.partition(":")
    wildcards = all(number == "*" or _is_number(number) for number in (major, minor))
    if kind not in ("a", "c", "b") or not wildcards or not 1 <= len(modes) <= 3 or modes.strip("rwm"):
        raise InvalidValue(f"invalid device cgroup format '{text}'")
    return text


def parse_throttle_bytes(text: str) -> dict[str, Any]:
    """Parses `--device-read-bps PATH:SIZE` to the API's `ThrottleDevice`, in bytes per second."""
    path, rate = _split_path(text)
    try:
        return {"Path": path, "Rate": parse_bytes(rate)}
    except InvalidValue:
        raise InvalidValue(
            f"invalid rate for device: {text}. The correct format is <device-path>:<number>[<unit>]. {_RATE}. "
            "Unit is optional and can be kb, mb, or gb"
        ) from None


def parse_throttle_operations(text: str) -> dict[str, Any]:
    """Parses `--device-read-iops PATH:NUMBER` to the API's `ThrottleDevice`, in operations per second."""
    path, rate = _split_path(text)
    try:
        return {"Path": path, "Rate": parse_uint(rate, base=10)}
    except InvalidValue:
        raise InvalidValue(
            f"invalid rate for device: {text}. The correct format is <device-path>:<number>. {_RATE}"
        ) from None


def parse_weight(text: str) -> dict[str, Any]:
    """Parses `--blkio-weight-device PATH:WEIGHT` to the API's `WeightDevice`: 0, or 10 to 1000."""
    path, text_weight = _split_path(text)
    try:
        weight = parse_uint(text_weight, base=10, bits=16)
    except InvalidValue:
        weight = -1
    if weight != 0 and not 10 <= weight <= 1000:
        raise InvalidValue(f"invalid weight for device: {text}")
    return {"Path": path, "Weight": weight}


def _split_path(text: str) -> tuple[str, str]:
    path, colon, rest = text.partition(":")
    if not colon or not path:
        raise InvalidValue(f"bad format: {text}")
    if not path.startswith("/dev/"):
        raise InvalidValue(f"bad format for device path: {text}")
    return path, rest


def _is_mode(text: str) -> bool:
    """Returns whether the text consists of `r`, `w` and `m`, each at most once."""
    return text != "" and not text.strip("rwm") and len(set(text)) == len(text)


def _is_number(text: str) -> bool:
    return text != "" and not text.strip(_DIGITS)


def _is_name(text: str, first: str, inner: str) -> bool:
    """Returns whether the text has letters and digits at both ends, and else only those and `inner`.

    `first` are the characters allowed at the start, "" for letters and digits.
    """
    return (
        text != ""
        and text[0] in (first or _LETTERS + _DIGITS)
        and text[-1] in _LETTERS + _DIGITS
        and not text.strip(_LETTERS + _DIGITS + inner)
    )


def _parse_count(text: str) -> int:
    if text == "all":
        return -1
    try:
        return parse_decimal(text)
    except NumberError as error:
        raise InvalidValue(
            f'invalid count ({text}): value must be either "all" or an integer: {error.reason}'
        ) from None


def _parse_gpu_options(text: str) -> dict[str, str]:
    try:
        fields = parse_record(text)
    except InvalidValue as error:
        raise InvalidValue(f"failed to read gpu options: {error}") from None
    options = {}
    for field in fields:
        key, _, value = field.partition("=")
        options[key] = value
    return options
