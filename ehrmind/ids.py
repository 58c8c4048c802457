"""Ids of rows in a run's record: as the source has them, or in a restricted run keyed hashes.

keyed("115967096", salt)  ->  "5f0c1b2a9d3e4711"        the text itself without a salt
"""

import hashlib


def keyed(text: str, salt: bytes) -> str:
    """The text's hash under this key: who has not the data, of which the key is made, finds no one by it."""
    return hashlib.blake2b(text.encode(), key=salt, digest_size=8).hexdigest() if salt else text
