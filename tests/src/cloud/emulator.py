"""ministack behind https for a browser, and behind plain http for everybody else.

usage: emulator.py PLAIN_PORT, with ministack's own settings in the environment; the file `key-hash` in
the working directory then has the SHA-256 of the key, for Chromium's --ignore-certificate-errors-spki-list.
"""
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
from hypercorn.config import Config


def certify():
    """Makes a key and a certificate of its own, where ministack looks for them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "emulator")])
    now = datetime.datetime.now(datetime.timezone.utc)
    day = datetime.timedelta(days=1)
    certificate = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now - day, now + day)
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    pathlib.Path("key.pem").write_bytes(secret)
    pathlib.Path("certificate.pem").write_bytes(certificate.sign(key, hashes.SHA256()).public_bytes(pem))
    pathlib.Path("key-hash").write_bytes(base64.b64encode(hashlib.sha256(public).digest()))
    os.environ.update(USE_SSL="1", MINISTACK_SSL_CERT="certificate.pem", MINISTACK_SSL_KEY="key.pem")


def end_with(parent):
    """Ends when the process that started this one has ended, and clears away."""
    while os.getppid() == parent:
        time.sleep(1)
    shutil.rmtree(os.getcwd(), ignore_errors=True)
    os._exit(0)


certify()
threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
# ministack has a setting for one kind of port alone, its server for both.
Config._insecure_bind = [f"127.0.0.1:{sys.argv.pop()}"]
# Its preflight answers 204 with a body, which HTTP/1.1 forgives and HTTP/2 does not.
Config.alpn_protocols = ["http/1.1"]

from ministack.app import main  # it reads the environment when it is loaded

main()
