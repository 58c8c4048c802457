"""What is published of EHRSHOT's release: a reader that counts something else has read something else.

6,739 patients, 41,661,637 events, 921,499 visits; 2,295 patients train, 2,232 validation, 2,212 test (EHRSHOT,
arXiv 2307.02028, and https://redivis.com/datasets/53gc-8rhx41kgt).

Patients, events and splits must agree. A visit is counted as a row of visit_occurrence, which is not said in print, and
MEDS exports may leave rows out: where only these differ, it is reported and not refused.
"""

from collections.abc import Mapping
from typing import Any

from ehrmind.errors import DataError

PATIENTS, EVENTS, VISITS = 6_739, 41_661_637, 921_499
SPLITS = {"train": 2_295, "validation": 2_232, "test": 2_212}
FULL = 0.9  # of the patients: from there on, what calls itself EHRSHOT is taken for the release
NOT_FULL = "not the full release (published: 6,739 patients): its counts are not compared"


def check(kind: str, layout: str, manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What was counted beside what is published. Raises DataError where a full release differs.

    `manifest["release"]` is "full" (must agree), "other" (is not the release) or "auto" (by the number of patients).
    """
    if kind != "ehrshot":
        return []
    release = manifest["release"]
    if release == "other" or (release == "auto" and manifest["subjects"] < FULL * PATIENTS):
        return [{"what": NOT_FULL, "ok": True}]
    found = _compared(layout, manifest)
    wrong = [item for item in found if item["must"] and not item["ok"]]
    if wrong:
        differ = "; ".join(f"{item['what']} {item['found']:,}, published {item['published']:,}" for item in wrong)
        raise DataError(
            f"task.path={manifest['name']} is not EHRSHOT as released: {differ}. Fetch it anew; or say that it is "
            "other data (release=other, or --release other), and nothing is compared"
        )
    return found


def _compared(layout: str, manifest: Mapping[str, Any]) -> list[dict[str, Any]]:
    tables = manifest["tables"]
    rows = sum(table["read"] for table in tables.values())
    visits = tables.get("visit_occurrence", {}).get("read", 0)
    in_files = {name: manifest["splits"][name] for name in SPLITS}
    pairs = [
        ("patients", manifest["subjects"], PATIENTS, True),
        ("events", rows, EVENTS, layout == "csv"),
        ("visits", visits, VISITS, False),
        *((f"patients in {name}", in_files[name], count, True) for name, count in SPLITS.items()),
    ]
    return [
        {"what": what, "found": found, "published": published, "must": must, "ok": found == published}
        for what, found, published, must in pairs
    ]
