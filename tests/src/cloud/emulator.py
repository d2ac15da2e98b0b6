"""ministack behind https for a browser, and behind plain http for everybody else.

usage: emulator.py TLS_PORT, with ministack's own settings in the environment; the file `key-hash` in the
working directory then has the SHA-256 of the key, for Chromium's --ignore-certificate-errors-spki-list.
It ends with the process that started it.
"""
import asyncio
import base64
import datetime
import hashlib
import os
import pathlib
import shutil
import sys
import threading
import time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypercorn.asyncio import serve
from hypercorn.config import Config
from ministack.app import app
from ministack.services import cloudfront

REGION = os.environ["MINISTACK_REGION"]
API_AT_AWS = f".execute-api.{REGION}.amazonaws.com"
PLAIN_PORT = os.environ["GATEWAY_PORT"]
TLS_PORT = sys.argv[1]
# What a function asks for over https at AWS.
SERVICES = [f"*.{REGION}.amazonaws.com", f"*{API_AT_AWS}", f"*.auth.{REGION}.amazoncognito.com"]


def certify():
    """Makes a key and a certificate of its own."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "emulator")])
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
    names = x509.SubjectAlternativeName([x509.DNSName(service) for service in SERVICES])
    certificate = certificate.add_extension(names, critical=False)
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    pathlib.Path("key.pem").write_bytes(secret)
    pathlib.Path("certificate.pem").write_bytes(certificate.sign(key, hashes.SHA256()).public_bytes(pem))
    pathlib.Path("key-hash").write_bytes(base64.b64encode(hashlib.sha256(public).digest()))


async def at_aws(scope, receive, send):
    """The API at the address that AWS gives it: ministack knows it under its own host alone."""
    if "headers" in scope:
        here = (API_AT_AWS.encode(), b".execute-api.localhost")
        headers = [(name, value.replace(*here) if name == b"host" else value) for name, value in scope["headers"]]
        scope = {**scope, "headers": headers}
    await app(scope, receive, send)


def origin(asked, viewer_is_https, as_it_was=cloudfront._origin_connect_target):
    """Where CloudFront finds an origin: ministack's own API here. Without this it refuses, as it never
    lets a request out to AWS."""
    if asked["domain_name"].endswith(API_AT_AWS):
        return "127.0.0.1", int(PLAIN_PORT), False
    return as_it_was(asked, viewer_is_https)


async def tunnel(reader, writer):
    """A proxy for functions, by which all of AWS is here: they would ask AWS itself otherwise."""
    await reader.readuntil(b"\r\n\r\n")
    here_reader, here_writer = await asyncio.open_connection("127.0.0.1", int(TLS_PORT))
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    await asyncio.gather(copy(reader, here_writer), copy(here_reader, writer))


async def copy(source, target):
    while data := await source.read(1 << 16):
        target.write(data)
        await target.drain()
    target.close()


async def run(config):
    proxy = await asyncio.start_server(tunnel, "127.0.0.1", 0)
    # A function's process inherits these.
    os.environ["HTTPS_PROXY"] = "http://127.0.0.1:%d" % proxy.sockets[0].getsockname()[1]
    os.environ["SSL_CERT_FILE"] = str(pathlib.Path("certificate.pem").resolve())
    os.environ["AWS_ENDPOINT_URL"] = f"http://127.0.0.1:{PLAIN_PORT}"
    await serve(at_aws, config)


def end_with(parent):
    """Ends when the process that started this one has ended, and clears away."""
    while os.getppid() == parent:
        time.sleep(1)
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    os._exit(0)


threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
certify()
cloudfront._origin_connect_target = origin
config = Config()
config.certfile, config.keyfile = "certificate.pem", "key.pem"
config.bind = [f"127.0.0.1:{TLS_PORT}"]
config.insecure_bind = [f"127.0.0.1:{PLAIN_PORT}"]
# The API's preflight comes as 204 with a body, which HTTP/1.1 forgives and HTTP/2 does not.
config.alpn_protocols = ["http/1.1"]
asyncio.run(run(config))
