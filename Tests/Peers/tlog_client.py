"""Reads an audit log over HTTP as a transparency log (C2SP tlog-tiles, tlog-checkpoint, tlog-proof) and checks everything
anew, with hashing from Python's library and Ed25519 from `cryptography`. Prints what it found as one line of JSON.

    tlog_client.py http://127.0.0.1:PORT/v1/audit TOKEN
"""
import base64
import hashlib
import json
import struct
import sys
import urllib.request

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

prefix, token = sys.argv[1:]


def get(path):
    request = urllib.request.Request(f"{prefix}/{path}", headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(request) as answer:
        return answer.read()


def leaf_hash(entry):
    return hashlib.sha256(b"\0" + entry).digest()


def node(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def root(hashes):
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return node(root(hashes[:split]), root(hashes[split:]))


def open_note(note, key):
    """The signed text of a note, its signature checked."""
    name, hash_text, encoded = key.strip().split("+", 2)
    raw = base64.b64decode(encoded)
    assert raw[0] == 1 and hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() == hash_text
    text, signatures = note.split("\n\n", 1)
    for line in signatures.splitlines():
        dash, signer, blob = line.split(" ")
        blob = base64.b64decode(blob)
        if dash == "\u2014" and signer == name and blob[:4].hex() == hash_text:
            Ed25519PublicKey.from_public_bytes(raw[1:]).verify(blob[4:], (text + "\n").encode())
            return text.split("\n")
    raise ValueError("no signature by that key")


def tile_path(index, width):
    digits = f"{index:0{-(-len(str(index)) // 3) * 3}d}"
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    path = "/".join([f"x{group}" for group in groups[:-1]] + groups[-1:])
    return path if width == 256 else f"{path}.p/{width}"


def tiles(level, size):
    """All hashes of a level."""
    count = size // 256**level
    hashes = []
    for index in range(-(-count // 256)):
        width = min(256, count - index * 256)
        data = get(f"tile/{level}/{tile_path(index, width)}")
        assert len(data) == width * 32
        hashes += [data[i : i + 32] for i in range(0, len(data), 32)]
    return hashes


def entries(size):
    found = []
    for index in range(-(-size // 256)):
        data = get(f"tile/entries/{tile_path(index, min(256, size - index * 256))}")
        while data:
            (length,) = struct.unpack(">H", data[:2])
            found.append(data[2 : 2 + length])
            data = data[2 + length :]
    return found


def includes(index, size, leaf, path, top):
    """RFC 9162, 2.1.3.2."""
    fn, sn, current = index, size - 1, leaf
    for part in path:
        assert sn > 0
        if fn & 1 or fn == sn:
            current = node(part, current)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            current = node(current, part)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and current == top


key = get("key").decode()
origin, size_text, root_text = open_note(get("checkpoint").decode(), key)
size, top = int(size_text), base64.b64decode(root_text)
leaves = tiles(0, size)
assert root(leaves) == top, "the tiles do not make the signed root"
assert [leaf_hash(entry) for entry in entries(size)] == leaves, "the entries are not those of the tiles"
assert tiles(1, size) == [root(leaves[i : i + 256]) for i in range(0, size // 256 * 256, 256)]
proofs = 0
for index in {0, 1, size // 2, size - 1}:
    head, note = get(f"entries/{index}/proof").decode().split("\n\n", 1)
    first, second, *path = head.split("\n")
    assert first == "c2sp.org/tlog-proof@v1" and second == f"index {index}"
    _, proof_size, proof_root = open_note(note, key)
    path = [base64.b64decode(part) for part in path]
    assert includes(index, int(proof_size), leaves[index], path, base64.b64decode(proof_root))
    proofs += 1
print(json.dumps({"origin": origin, "size": size, "tiles": -(-size // 256), "proofs": proofs}), flush=True)
