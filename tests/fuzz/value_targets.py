"""Targets for values of flags and of environment variables: references, mounts, ports, hosts, numbers, templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydock_core.config.credentials import hostname
from pydock_core.config.headers import custom_headers
from pydock_core.config.hosts import GoURL, parse_host, parse_url
from pydock_core.engine.transport.proxy import proxy_of
from pydock_core.errors import PyDockError
from pydock_core.output.template import compile
from pydock_core.values import (
    addresses,
    capabilities,
    devices,
    durations,
    environment,
    filters,
    hosts,
    mounts,
    networks,
    numbers,
    options,
    platforms,
    ports,
    references,
    restart,
    security,
    sizes,
    timestamps,
    ulimits,
)
from pydock_core.values.csv import parse_list, parse_record
from pydock_core.values.detach_keys import parse_detach_keys
from pydock_core.values.urls import redact_text, redact_url
from tests.fuzz.target import Target, message_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def _text(data: bytes) -> str:
    """Returns an input as an argument of the command line, which has no NUL."""
    return data.decode("utf-8", "surrogateescape").replace("\0", "")


def _each(text: str, *parsers: Callable[[str], Any]) -> None:
    """Calls each parser, even if one before it refuses the text; raises the last one's error."""
    failure: PyDockError | None = None
    for parse in parsers:
        try:
            parse(text)
        except PyDockError as error:
            message_of(error)
            failure = error
    if failure is not None:
        raise failure


def reference(data: bytes) -> None:
    """Parses the name of an image."""
    text = _text(data)
    try:
        parsed = references.parse_reference(text)
    except PyDockError:
        pass
    else:
        again = references.parse_reference(str(parsed))
        assert again == parsed, (parsed, again)
        assert references.parse_reference(parsed.familiar) == parsed
    _each(text, references.check_reference, references.check_digest, references.parse_any_reference)


def mount(data: bytes) -> None:
    """Parses the values of `--mount`, `-v` and `--tmpfs`."""
    _each(
        _text(data),
        mounts.parse_volume,
        lambda text: mounts.split_volumes([text]),
        lambda text: mounts.parse_tmpfs([text]),
        mounts.parse_mount,
    )


def port(data: bytes) -> None:
    """Parses the values of `-p` and `--expose`."""
    _each(
        _text(data),
        ports.parse_exposed,
        ports.parse_port_range,
        lambda text: ports.parse_ports([], [text]),
        lambda text: ports.parse_ports([text]),
    )


def host(data: bytes) -> None:
    """Parses addresses of engines and registries, `--add-host`, `--link` and the variables of proxies."""
    text = _text(data)
    hostname(text)
    redacted = redact_url(text)
    assert redact_url(redacted).count("xxxxx") >= redacted.count(":xxxxx@")
    redact_text(text, text)
    for address in ("registry.example:5000", "10.0.0.1:80", "[fe80::1]:443"):
        proxy_of(address, {"HTTP_PROXY": "http://p:1", "NO_PROXY": text}, tls=False)
    _each(
        text,
        lambda text: GoURL("tcp", text.partition("://")[2]),
        lambda text: parse_url(text, tls=True),
        hosts.parse_extra_host,
        hosts.parse_search_domain,
        hosts.check_link,
        lambda text: addresses.is_ip(text) or addresses.is_mac(text) or addresses.is_loopback(text),
        addresses.parse_ip,
        parse_host,
    )


def number(data: bytes) -> None:
    """Parses numbers, sizes, times and durations."""
    _each(
        _text(data),
        numbers.parse_bool,
        numbers.parse_int,
        numbers.parse_decimal,
        numbers.parse_uint,
        numbers.parse_float,
        numbers.parse_nano_cpus,
        sizes.parse_bytes,
        sizes.parse_memory_swap,
        sizes.parse_decimal_bytes,
        lambda text: timestamps.parse_timestamp(text, now=1_700_000_000, utc_offset=3600),
        ulimits.parse_ulimit,
        restart.parse_restart_policy,
        lambda text: durations.format_duration(durations.parse_duration(text)),
    )


def option(data: bytes) -> None:
    """Parses the values of further flags of `run` and `create`."""
    _each(
        _text(data),
        networks.parse_network,
        lambda text: networks.build_endpoint(networks.parse_network(text)),
        devices.parse_gpus,
        lambda text: devices.parse_device(text, "linux"),
        lambda text: devices.parse_device(text, "windows"),
        devices.parse_cgroup_rule,
        devices.parse_throttle_bytes,
        devices.parse_throttle_operations,
        devices.parse_weight,
        devices.is_cdi_name,
        lambda text: capabilities.normalize_capabilities([text]),
        platforms.parse_platform,
        options.check_label,
        options.check_sysctl,
        lambda text: options.parse_storage_options([text]),
        lambda text: options.parse_log_options("none", [text]),
        filters.parse_filter,
        environment.check_variable,
        lambda text: environment.parse_variable(text, {}),
        lambda text: security.parse_security_options([text], lambda _: text.encode("utf-8", "surrogateescape")),
        parse_detach_keys,
        parse_list,
        parse_record,
        lambda text: custom_headers(text, {}),
    )


_VALUE = {"Names": ["a", "b"], "Id": "x" * 20, "Size": 12, "Ratio": 1.5, "Up": True, "Labels": {"a": "b"}, "None": None}


def template(data: bytes) -> None:
    """Compiles and runs the value of `--format`."""
    compile(_text(data)).execute(_VALUE)


VALUE_TARGETS = (
    Target(
        "reference",
        reference,
        (
            b"registry.example:5000/team/app:1.0@sha256:" + b"0123456789abcdef" * 4,
            b"ubuntu",
            b"[fe80::1]:80/a/b",
            b"a-b__c.d/e",
        ),
        (b"/", b":", b"@", b"-", b"_", b"__", b".", b"A", b"sha256:", b"a", b"localhost", b"0", b"[", b"]"),
    ),
    Target(
        "mount",
        mount,
        (
            b'type=bind,source=/a,target=/b,readonly,bind-propagation=rslave,"volume-label=a,b"',
            b"type=volume,src=v,dst=/x,volume-opt=a=b,volume-driver=local",
            b"type=tmpfs,target=/t,tmpfs-size=1g,tmpfs-mode=1777",
            b"/host:/container:ro,z",
            b"C:\\x:D:\\y:rw",
        ),
        (
            b",",
            b"=",
            b":",
            b'"',
            b'""',
            b"type=",
            b"src=",
            b"a=b,",
            b"bind-",
            b"volume-opt=",
            b"\n",
            b"\\",
            b".",
            b"ro",
        ),
    ),
    Target(
        "port",
        port,
        (
            b"127.0.0.1:8000-8009:80-89/udp",
            b"[::1]:80:80",
            b"target=80,published=8080,protocol=tcp",
            b"1-65535",
        ),
        (b":", b"-", b"/", b"[", b"]", b"=", b",", b"65535", b"65536", b"tcp", b"0", b"_", b"\xd9\xa3"),
    ),
    Target(
        "host",
        host,
        (
            b"tcp://user:secret@host.example:2376/base",
            b"unix:///run/docker.sock",
            b"ssh://me@[fe80::1%25eth0]:22",
            b"host:192.168.0.1,10.0.0.0/8,.example.com:80",
            b"02:42:ac:11:00:02",
        ),
        (b"://", b":", b"/", b"@", b"[", b"]", b"%", b"%zz", b"?", b"#", b",", b".", b"tcp://", b"\xe2\x82\xac", b"a."),
    ),
    Target(
        "number",
        number,
        (
            b"1h30m5.5s",
            b"512MiB",
            b"0x1F",
            b"1_000",
            b"-1.5e-7",
            b"2024-02-30T25:61:00.123Z",
            b"nofile=1:2",
            b"on-failure:3",
            b"1/3",
        ),
        (
            b"_",
            b".",
            b"e",
            b"0x",
            b"0b",
            b"h",
            b"ms",
            b"-",
            b"+",
            b"inf",
            b"\xd9\xa3",
            b"/",
            b":",
            b"T",
            b"Z",
            b"1",
            b"p",
        ),
    ),
    Target(
        "option",
        option,
        (
            b"name=net,alias=a,driver-opt=x=y,ip=10.0.0.1,gw-priority=1",
            b'"device=0,1",capabilities=gpu,driver=nvidia',
            b"/dev/sda:/dev/xvda:rwm",
            b"vendor.com/class=name",
            b"c 1:3 mr",
            b"/dev/sda:1mb",
            b"linux/arm64/v8",
            b"seccomp={}",
            b"ctrl-p,ctrl-q",
            b"X-A=b,C=d",
        ),
        (b",", b"=", b":", b'"', b"/", b"-", b"ctrl-", b"name=", b"*", b" ", b"a", b"1", b"@", b"[", b"a=b,"),
    ),
    Target(
        "template",
        template,
        (
            b'{{range $i, $e := .Names}}{{$i}}={{$e | printf "%q"}}{{else}}none{{end}}',
            b"{{if and .Up (gt .Size 10)}}{{json .Labels}}{{end}}{{with .None}}x{{end}}{{/* c */}}",
            b'{{define "x"}}{{.}}{{end}}{{template "x" .Id}}{{- index .Labels "a" -}}',
            b'{{slice .Id 1 3}}{{join .Names ","}}{{split "a.b" "."}}{{pad .Id 1 2}}{{truncate .Id 4}}{{upper "a"}}',
        ),
        (
            b"{{",
            b"}}",
            b"{{end}}",
            b"{{if .Up}}",
            b"{{range .Names}}",
            b"(",
            b")",
            b"|",
            b"$x := ",
            b".",
            b'"%99999d"',
            b'printf "%*d" 9999999 1',
            b"'a'",
            b"`",
            b"1e9999",
            b"0x",
            b"nil",
            b"len",
            b'{{template "x" .}}',
            b"pad .Id 1000000000 1",
            b"{{- ",
        ),
        has_lists=True,
    ),
)
