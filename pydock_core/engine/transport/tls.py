"""TLS on a connection, its files, and messages for what is wrong with them; the one module that imports ssl."""

from __future__ import annotations

import contextlib
import os
import ssl
import threading
from time import monotonic
from typing import TYPE_CHECKING

from pydock_core.engine.transport.sockets import send_some
from pydock_core.errors import SettingsError
from pydock_core.files.regular import open_regular

if TYPE_CHECKING:
    from pydock_core.engine.endpoint import Endpoint, TLSMaterial
    from pydock_core.engine.transport.sockets import StreamSocket

_RECORD = 16384
_INITIALIZE = "Failed to initialize: "
_RESOLVE = f"{_INITIALIZE}unable to resolve docker endpoint: "
_RETRIEVE = f"{_INITIALIZE}failed to retrieve context tls info: "


class HandshakeTimeout(TimeoutError):
    """The engine did not complete the handshake in time."""


class TLSSocket:
    """A TLS client over a connected socket. Unlike `ssl.SSLSocket` it can be half-closed, and read and written by two
    threads at once: the lock is held only while bytes are turned into others, never while waiting for the network.

    Raises HandshakeTimeout if the whole handshake takes longer than `handshake_seconds`.
    """

    __slots__ = ("_early", "_incoming", "_lock", "_outgoing", "_piece", "_raw", "_timeout_seconds", "_tls", "_unsent")

    def __init__(self, raw: StreamSocket, context: ssl.SSLContext, server_name: str, handshake_seconds: float) -> None:
        self._raw = raw
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=server_name)
        self._lock = threading.Lock()
        self._piece = 0  # the length of what `send_some` has encrypted and not sent to its end
        self._unsent = b""
        self._early = b""  # what was read ahead of `recv`
        self._timeout_seconds: float | None = None
        try:
            self._shake_hands(monotonic() + handshake_seconds)
        except TimeoutError as error:
            raise HandshakeTimeout(f"not complete within {handshake_seconds:g} seconds") from error
        self._raw.settimeout(None)

    def _shake_hands(self, deadline: float) -> None:
        while True:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                self._limit(deadline)
                self._flush()
                self._fill()
            except ssl.SSLError:
                self._flush()  # sends the alert with the reason
                raise
        self._flush()

    def _limit(self, deadline: float) -> None:
        """Bounds the next wait for the network; raises TimeoutError after the deadline."""
        left = deadline - monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._raw.settimeout(left)

    def recv(self, size: int, /) -> bytes:
        """Decrypted bytes, b"" after the engine's close_notify; a connection that just ends raises an SSLError."""
        deadline = None if self._timeout_seconds is None else monotonic() + self._timeout_seconds
        while True:
            with self._lock:
                if self._early:
                    data, self._early = self._early[:size], self._early[size:]
                    return data
                try:
                    return self._tls.read(size)
                except ssl.SSLZeroReturnError:
                    return b""
                except ssl.SSLWantReadError:
                    pass
            if deadline is not None:
                self._limit(deadline)
            self._flush()
            self._fill()

    def sendall(self, data: bytes, /) -> None:
        """Encrypts and sends all of `data`."""
        view = memoryview(data)
        while view:
            with self._lock:
                view = view[self._tls.write(view) :]
                self._send_encrypted()

    def send_some(self, data: bytes, /) -> int:
        """Encrypts a piece, sends it and returns its length; after a 0, the same data must be given again."""
        with self._lock:
            if not self._piece:
                self._piece = self._tls.write(data[:_RECORD])
                self._unsent = self._outgoing.read()
            if self._unsent:
                self._unsent = self._unsent[send_some(self._raw, self._unsent) :]
            if self._unsent:
                return 0
            piece, self._piece = self._piece, 0
            return piece

    def shutdown(self, how: int, /) -> None:
        """Half-closes with a close_notify, as Go's `CloseWrite` does; reading is still possible."""
        with self._lock:
            # OpenSSL looks for the engine's close_notify at once, and would drop what it finds in its place.
            with contextlib.suppress(ssl.SSLError):
                while True:
                    self._early += self._tls.read(65536)
            # That close_notify comes when the engine has said all.
            with contextlib.suppress(ssl.SSLError):
                self._tls.unwrap()
            self._send_encrypted()

    def pending(self) -> int:
        """Returns how many decrypted bytes `recv` returns without waiting."""
        return len(self._early) or self._tls.pending() or self._incoming.pending

    def settimeout(self, seconds: float | None, /) -> None:
        """Bounds each call of `recv`, also if the parts of a record come one by one, and each wait of the others."""
        self._timeout_seconds = seconds
        self._raw.settimeout(seconds)

    def fileno(self) -> int:
        """The connection's descriptor."""
        return self._raw.fileno()

    def close(self) -> None:
        """Closes the connection."""
        self._raw.close()

    def _fill(self) -> None:
        data = self._raw.recv(65536)
        with self._lock:
            if data:
                self._incoming.write(data)
            else:
                self._incoming.write_eof()

    def _flush(self) -> None:
        with self._lock:
            self._send_encrypted()

    def _send_encrypted(self) -> None:
        data = self._outgoing.read()
        if data:
            data, self._unsent = self._unsent + data, b""
            self._raw.sendall(data)


def load_context(material: TLSMaterial) -> ssl.SSLContext:
    """Reads the files of `material`; raises SettingsError, which names the one that is missing or wrong."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if not material.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    for file in (material.ca_file, material.cert_file, material.key_file):
        if file:
            _readable(file)
    if material.ca_file:
        try:
            context.load_verify_locations(material.ca_file)
        except ssl.SSLError as error:
            raise SettingsError(f"{_RETRIEVE}ca.pem seems invalid: {material.ca_file} holds no certificate") from error
    elif material.verify:
        context.load_default_certs()
    if material.cert_file or material.key_file:
        if not (material.cert_file and material.key_file):
            missing = "key (--tlskey)" if material.cert_file else "certificate (--tlscert)"
            raise SettingsError(f"{_RETRIEVE}a TLS client {missing} is missing: certificate and key go together")
        _load_pair(context, material.cert_file, material.key_file)
    return context


def _readable(file: str) -> None:
    try:
        os.close(open_regular(file))
    except OSError as error:
        raise SettingsError(f"{_RESOLVE}open {file}: {(error.strerror or str(error)).lower()}") from error


def _load_pair(context: ssl.SSLContext, cert_file: str, key_file: str) -> None:
    def encrypted() -> str:
        raise SettingsError(f"{_RETRIEVE}private key is encrypted: {key_file}; give one without a passphrase")

    try:
        context.load_cert_chain(cert_file, key_file, encrypted)
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            what = f"tls: private key does not match public key: {key_file} is not the key of {cert_file}"
        else:
            what = f"tls: failed to find any PEM data in certificate or key input: check {cert_file} and {key_file}"
        raise SettingsError(f"{_RETRIEVE}{what}") from error


_PLAIN = ("WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG")
_EXPIRED = (9, 10)
_WRONG_NAME = (62, 64)


def explain(endpoint: Endpoint, material: TLSMaterial, error: OSError) -> str | None:
    """One line for a failed handshake: Go's words, then which file it is about and what to do; None if it isn't TLS."""
    if isinstance(error, HandshakeTimeout):
        return f"net/http: TLS handshake timeout: {error}; check that the port speaks TLS"
    if not isinstance(error, ssl.SSLError):
        return None
    host = material.server_name or endpoint.address.rpartition(":")[0]
    if isinstance(error, ssl.SSLCertVerificationError):
        code = error.verify_code
        if code in _EXPIRED:
            what = "certificate has expired or is not yet valid: renew the engine's certificate, or check this clock"
        elif code in _WRONG_NAME:
            what = f"certificate is not valid for {host}: use a name that is in the engine's certificate"
        else:
            file = f"{material.ca_file} is not its CA" if material.ca_file else "no CA file was given"
            what = f"certificate signed by unknown authority: {file}; give the engine's CA with --tlscacert"
        return f"tls: failed to verify certificate: x509: {what}"
    reason = error.reason or ""
    if reason in _PLAIN:
        return "tls: first record does not look like a TLS handshake: the port speaks no TLS; connect without --tls"
    if "ALERT" in reason:
        if material.cert_file is None:
            wanted = "the engine wants a client certificate: give --tlscert and --tlskey"
        else:
            wanted = f"the engine does not accept {material.cert_file}: give another with --tlscert and --tlskey"
        alert = reason.rpartition("ALERT_")[2].replace("_", " ").lower()
        alert = "unknown certificate authority" if alert == "unknown ca" else alert
        return f"remote error: tls: {alert}: {wanted}"
    if "EOF" in reason or isinstance(error, ssl.SSLEOFError):
        return "EOF (the engine closed the TLS connection without an answer)"
    return f"tls: {reason.replace('_', ' ').lower() or error}"
