"""Checks a NECIPS proof file offline. Python 3, standard library only, written from docs/proof-format.md alone.

    python3 verify.py FILE --province-key K [--province-key K] [--centre-key K] [--withdrawal FILE] [--status FILE]
    python3 verify.py --batch    one JSON case a line on standard input, one JSON verdict a line on standard output
"""

import argparse
import base64
import hashlib
import json
import re
import sys

FILE_BYTES_MAX = 1_048_576
STATUS_BYTES_MAX = 65_536
NOTE_BYTES_MAX = 1_000_000
NUMBER_MAX = 2**53 - 1
HASHES_MAX = 64
SIGNATURES_MAX = 100
RECORD_VERSION = b"necips/proof/v1\n"


class Invalid(Exception):
    def __init__(self, check, reason):
        super().__init__(reason)
        self.check = check


class BadKey(Exception):
    pass


# Ed25519, RFC 8032 section 5.1, in extended coordinates.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    x, y, z, t = f - e, h - g, h + g, f + e
    return (x * y % P, z * t % P, y * z % P, x * t % P)


def point_multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def point_decode(encoded):
    y = int.from_bytes(encoded, "little")
    sign = y >> 255
    y &= (1 << 255) - 1
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else (0, y, 1, 0)
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P != 0:
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = point_decode((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verify(public_key, message, signature):
    if len(signature) != 64:
        return False
    a, r = point_decode(public_key), point_decode(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % L
    left, right = point_multiply(s, BASE), point_add(r, point_multiply(k, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# Forms


def sha256(data):
    return hashlib.sha256(data).digest()


def malformed(reason):
    return Invalid("malformed", reason)


def read_base64(text):
    if not re.fullmatch(r"[A-Za-z0-9+/]*={0,2}", text) or len(text) % 4 != 0:
        raise malformed("not base64")
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        raise malformed("not base64") from None
    if base64.b64encode(data).decode() != text:
        raise malformed("not strict base64")
    return data


def read_hash(text):
    data = read_base64(text)
    if len(data) != 32:
        raise malformed("a hash has 32 bytes")
    return data


def read_number(text):
    if not re.fullmatch(r"0|[1-9][0-9]{0,15}", text) or int(text) > NUMBER_MAX:
        raise malformed("not a number")
    return int(text)


def read_text(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise malformed("not UTF-8") from None


WHITE = set(
    [*range(0x09, 0x0E), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029, 0x202F, 0x205F, 0x3000]
)


def is_key_name(name):
    return name != "" and "+" not in name and all(ord(c) >= 0x20 and ord(c) not in WHITE for c in name)


def read_note(text):
    """Text and signature lines [(name, key id, signature)] of a signed note."""
    if len(text.encode()) > NOTE_BYTES_MAX:
        raise malformed("the note is too long")
    if any(ord(c) < 0x20 and c != "\n" for c in text) or not text.endswith("\n"):
        raise malformed("not the text of a note")
    split = text.rfind("\n\n")
    if split < 0:
        raise malformed("no empty line before signatures")
    lines = text[split + 2 :].split("\n")[:-1]
    if not 1 <= len(lines) <= SIGNATURES_MAX:
        raise malformed("a note has 1 to 100 signatures")
    signatures = []
    for line in lines:
        parts = line.split(" ")
        if len(parts) != 3 or parts[0] != "\u2014" or not is_key_name(parts[1]):
            raise malformed("not a signature line")
        data = read_base64(parts[2])
        if len(data) < 5:
            raise malformed("a signature is too short")
        signatures.append((parts[1], data[:4], data[4:]))
    return text[: split + 1], signatures


class Key:
    """A verifier key: name+hash+base64."""

    def __init__(self, text):
        match = re.fullmatch(r"([^+]+)\+([0-9a-f]{8})\+(.+)", text)
        if not match:
            raise BadKey("not a verifier key")
        self.name = match[1]
        try:
            data = read_base64(match[3])
        except Invalid:
            raise BadKey("not a verifier key") from None
        if not is_key_name(self.name) or len(data) != 33 or data[0] != 1:
            raise BadKey("not an Ed25519 verifier key")
        self.public = data[1:]
        self.id = self.key_id(1)
        if self.id.hex() != match[2]:
            raise BadKey("the hash is not that of the key")

    def key_id(self, kind):
        return sha256(self.name.encode() + b"\n" + bytes([kind]) + self.public)[:4]


def first_signature(signatures, name, key_id):
    return next((signature for n, i, signature in signatures if n == name and i == key_id), None)


def is_signed(text, signatures, keys, check):
    """Whether one of the keys has signed; a false signature is Invalid."""
    signed = False
    for key in keys:
        signature = first_signature(signatures, key.name, key.id)
        if signature is None:
            continue
        if not ed25519_verify(key.public, text.encode(), signature):
            raise Invalid(check, "a signature is false")
        signed = True
    return signed


# The proof file


def read_leaf(data, has_content):
    version, op = data[0], data[1]
    record_version, time = int.from_bytes(data[18:26], "big"), int.from_bytes(data[26:34], "big")
    if version != 1 or op not in (1, 2):
        raise Invalid("leaf", "unknown version or operation")
    if not 1 <= record_version <= NUMBER_MAX or time > NUMBER_MAX:
        raise Invalid("leaf", "version or time out of range")
    for commitment in (data[34:66], data[66:98]):
        if (commitment == bytes(32)) != (op == 2):
            raise Invalid("leaf", "only a withdrawal commits to nothing, and always")
    if op == 2 and has_content:
        raise Invalid("leaf", "a withdrawal with content")
    return {
        "op": "publish" if op == 1 else "withdraw",
        "pseudonym": data[2:18].hex(),
        "version": record_version,
        "time": time,
        "commitment": data[34:66],
        "hash": sha256(b"\0" + data),
    }


def read_record(data):
    """Leaf bytes and (salt, head, part), or None without content."""
    if data[:16] != RECORD_VERSION or len(data) < 114:
        raise malformed("not a record of version 1")
    leaf, rest = data[16:114], data[114:]
    if not rest:
        return leaf, None
    salt, at, parts = rest[:16], 16, []
    if len(salt) != 16:
        raise malformed("the record is cut")
    for _ in range(2):
        if len(rest) < at + 4:
            raise malformed("the record is cut")
        end = at + 4 + int.from_bytes(rest[at : at + 4], "big")
        if len(rest) < end:
            raise malformed("the record is cut")
        parts.append(rest[at + 4 : end])
        at = end
    if at != len(rest):
        raise malformed("something follows the public part")
    for part in parts:
        read_text(part)
    return leaf, (salt, *parts)


def is_included(leaf_hash, index, size, root, proof):
    if index >= size:
        return False
    n, m, h = index, size - 1, leaf_hash
    for p in proof:
        if m == 0:
            return False
        if n % 2 == 1 or n == m:
            h = sha256(b"\1" + p + h)
            while n % 2 == 0 and n != 0:
                n, m = n // 2, m // 2
        else:
            h = sha256(b"\1" + h + p)
        n, m = n // 2, m // 2
    return m == 0 and h == root


def refuse_constant(name):
    raise ValueError(name)


def check_head(head, leaf):
    try:
        value = json.loads(head.decode("utf-8"), parse_constant=refuse_constant)
    except (ValueError, RecursionError):
        raise Invalid("head", "not JSON") from None
    if not isinstance(value, dict):
        raise Invalid("head", "not an object")
    version = value.get("version")
    is_number = isinstance(version, (int, float)) and not isinstance(version, bool)
    if value.get("op") != "publish" or not is_number or version != leaf["version"]:
        raise Invalid("head", "does not agree with the leaf")
    if not isinstance(value.get("recordId"), str):
        raise Invalid("head", "no recordId")
    return value["recordId"]


def read_checkpoint(note):
    text, signatures = read_note(note)
    lines = text.split("\n")[:-1]
    if len(lines) < 3 or "" in lines:
        raise malformed("not a checkpoint")
    return {
        "text": text,
        "signatures": signatures,
        "origin": lines[0],
        "size": read_number(lines[1]),
        "root": read_hash(lines[2]),
    }


def parse_proof(data):
    if len(data) > FILE_BYTES_MAX:
        raise Invalid("too_large", "more than 1,048,576 bytes")
    lines = read_text(data).split("\n")
    if len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1":
        raise malformed("not a proof")
    if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise malformed("no extra or index line")
    leaf_bytes, content = read_record(read_base64(lines[1][6:]))
    index = read_number(lines[2][6:])
    at, hashes = 3, []
    while at < len(lines) and lines[at] != "":
        hashes.append(read_hash(lines[at]))
        at += 1
    if at >= len(lines) or len(hashes) > HASHES_MAX:
        raise malformed("no end to the inclusion proof")
    checkpoint = read_checkpoint("\n".join(lines[at + 1 :]))
    return leaf_bytes, content, index, hashes, checkpoint


def check_proof(data, province_keys, centre_key):
    leaf_bytes, content, index, hashes, checkpoint = parse_proof(data)
    leaf = read_leaf(leaf_bytes, content is not None)
    if not is_signed(checkpoint["text"], checkpoint["signatures"], province_keys, "signature"):
        raise Invalid("signature", "no key of the province has signed")
    if checkpoint["origin"] != province_keys[0].name:
        raise Invalid("signature", "another log")
    if not is_included(leaf["hash"], index, checkpoint["size"], checkpoint["root"], hashes):
        raise Invalid("inclusion", "the leaf is not in the tree")
    record_id = None
    if content is not None:
        salt, head, part = content
        framed = b"".join(len(text).to_bytes(4, "big") + text for text in (head, part))
        if sha256(b"necips/commitment/v1/public\0" + salt + framed) != leaf["commitment"]:
            raise Invalid("content", "the leaf commits to something else")
        record_id = check_head(head, leaf)
    cosigned_at = None
    if centre_key is not None:
        signature = first_signature(checkpoint["signatures"], centre_key.name, centre_key.key_id(4))
        if signature is not None:
            cosigned_at = check_cosignature(centre_key, checkpoint["text"], signature)
    return {
        **leaf,
        "index": index,
        "origin": checkpoint["origin"],
        "size": checkpoint["size"],
        "root": checkpoint["root"],
        "hasContent": content is not None,
        "recordId": record_id,
        "cosignedAt": cosigned_at,
    }


def check_cosignature(key, text, signature):
    time = int.from_bytes(signature[:8], "big")
    message = f"cosignature/v1\ntime {time}\n{text}".encode()
    if len(signature) != 72 or time > NUMBER_MAX or not ed25519_verify(key.public, message, signature[8:]):
        raise Invalid("cosignature", "the cosignature is false")
    return time


def check_status(data, proof, successor, centre_key):
    if len(data) > STATUS_BYTES_MAX:
        raise Invalid("too_large", "more than 65,536 bytes")
    text, signatures = read_note(read_text(data))
    lines = text.split("\n")[:-1]
    if len(lines) != 9 or lines[0] != "necips/status/v1" or lines[1] == "":
        raise malformed("not a status")
    size, root = read_number(lines[2]), read_hash(lines[3])
    for at, name in ((4, "generation"), (5, "index"), (6, "leaf"), (7, "status"), (8, "time")):
        if not lines[at].startswith(name + " "):
            raise malformed(f"no {name}")
    generation, index = read_number(lines[4][11:]), read_number(lines[5][6:])
    leaf_hash, time = read_hash(lines[6][5:]), read_number(lines[8][5:])
    state, _, later = lines[7][7:].partition(" ")
    if generation < 1 or index >= size:
        raise malformed("generation or index out of range")
    if state == "current":
        if lines[7] != "status current":
            raise malformed("not a state")
        later = None
    elif state in ("superseded", "withdrawn"):
        later = read_number(later)
        if not index < later < size:
            raise malformed("not a later leaf")
    else:
        raise malformed("not a state")
    if centre_key is None or not is_signed(text, signatures, [centre_key], "signature"):
        raise Invalid("signature", "the centre has not signed")
    agrees = (
        lines[1] == proof["origin"]
        and index == proof["index"]
        and leaf_hash == proof["hash"]
        and (size != proof["size"] or root == proof["root"])
        and proof["op"] == "publish"
    )
    if not agrees:
        raise Invalid("relation", "the status is about something else")
    if successor is not None and state == "current" and size > successor["index"]:
        raise Invalid("relation", "the status contradicts the later leaf")
    return {"state": state, "size": size, "time": time}


def verdict_of(proof, successor, status):
    if successor is not None:
        return "withdrawn" if successor["op"] == "withdraw" else "superseded"
    if status is not None:
        return status["state"]
    if proof["op"] == "withdraw":
        return "withdrawal"
    return "published" if proof["hasContent"] else "leaf"


def verify(proof_bytes, province_keys, centre_key=None, successor_bytes=None, status_bytes=None):
    file = "proof"
    try:
        proof = check_proof(proof_bytes, province_keys, centre_key)
        successor = status = None
        if successor_bytes is not None:
            file = "successor"
            successor = check_proof(successor_bytes, province_keys, centre_key)
            is_later = successor["index"] > proof["index"] and successor["version"] > proof["version"]
            if proof["op"] != "publish" or successor["pseudonym"] != proof["pseudonym"] or not is_later:
                raise Invalid("relation", "not a later leaf about the same record")
        if status_bytes is not None:
            file = "status"
            status = check_status(status_bytes, proof, successor, centre_key)
    except Invalid as fault:
        return {"verdict": "invalid", "file": file, "check": fault.check, "reason": str(fault)}
    return {
        "verdict": verdict_of(proof, successor, status),
        "origin": proof["origin"],
        "index": proof["index"],
        "size": proof["size"],
        "op": proof["op"],
        "version": proof["version"],
        "pseudonym": proof["pseudonym"],
        "publishedAtMs": proof["time"],
        "recordId": proof["recordId"],
        "cosignedAt": proof["cosignedAt"],
        "successorIndex": successor and successor["index"],
        "successorSize": successor and successor["size"],
        "statusSize": status and status["size"],
        "statusAt": status and status["time"],
    }


WORDS = {
    "published": "已公示 (published)",
    "leaf": "该叶在日志中，内容不在此处 (the leaf is in the log; its content is not here)",
    "withdrawal": "该叶撤下一条记录 (the leaf withdraws a record)",
    "withdrawn": "已撤下 (withdrawn)",
    "superseded": "已更新 (superseded)",
    "current": "现行，系总局所述 (current, by the centre's word)",
    "invalid": "无效 (invalid)",
}


def read_keys(province, centre):
    keys = [Key(text) for text in province]
    if not keys or any(key.name != keys[0].name for key in keys):
        raise BadKey("the keys of one province have one name")
    return keys, Key(centre) if centre else None


def run_batch():
    for line in sys.stdin:
        case = json.loads(line)
        keys, centre = read_keys(case["provinceKeys"], case.get("centreKey"))
        files = {name: base64.b64decode(case[name]) if case.get(name) is not None else None for name in
                 ("proof", "successor", "status")}
        verdict = verify(files["proof"], keys, centre, files["successor"], files["status"])
        print(json.dumps(verdict, ensure_ascii=False), flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("file", nargs="?")
    parser.add_argument("--province-key", action="append", default=[])
    parser.add_argument("--centre-key")
    parser.add_argument("--withdrawal")
    parser.add_argument("--status")
    parser.add_argument("--batch", action="store_true")
    options = parser.parse_args()
    if options.batch:
        return run_batch()
    read = lambda path: open(path, "rb").read() if path else None
    try:
        keys, centre = read_keys(options.province_key, options.centre_key)
        files = read(options.file), read(options.withdrawal), read(options.status)
    except (BadKey, OSError) as fault:
        print(fault, file=sys.stderr)
        sys.exit(2)
    if files[0] is None:
        parser.error("a proof file is needed")
    verdict = verify(files[0], keys, centre, files[1], files[2])
    print(WORDS[verdict["verdict"]], verdict.get("check", ""), verdict.get("reason", ""))
    print(json.dumps(verdict, ensure_ascii=False))
    sys.exit(1 if verdict["verdict"] == "invalid" else 0)


if __name__ == "__main__":
    main()
