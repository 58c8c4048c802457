"""The counts of EHRSHOT's labels as published, and the comparison with what was read.

    PUBLISHED["guo_los"]["train"]    Count(labels=2569, positives=681, patients=1377)

From the benchmark's paper and repository (arXiv 2307.02028). They are compared where the release is known by the sizes
of its three splits; a difference then is an error, for another file was read than the one that was published.
"""

from collections.abc import Mapping

from ehrmind.ehr.labels.counting import SPLITS, Count, by_split
from ehrmind.ehr.labels.forms import Labels
from ehrmind.errors import DataError

SIZES = {"train": 2295, "validation": 2232, "test": 2212}  # patients

# Labels, positives, patients where they were published: of train, validation, test
_TABLE: dict[str, tuple[tuple[int, ...], ...]] = {
    "guo_los": ((2569, 681, 1377), (2231, 534, 1240), (2195, 552, 1238)),
    "guo_readmission": ((2608, 370, 1337), (2206, 281, 1191), (2189, 260, 1190)),
    "guo_icu": ((2402, 113, 1306), (2052, 92, 1157), (2037, 85, 1154)),
    "lab_thrombocytopenia": ((68776, 22714), (54504, 17867), (56338, 19137)),
    "lab_hyperkalemia": ((76349, 1829), (60168, 1386), (63653, 1554)),
    "lab_hypoglycemia": ((122108, 1904), (95488, 1449), (100568, 1368)),
    "lab_hyponatremia": ((81336, 23877), (64473, 17557), (67028, 19274)),
    "lab_anemia": ((70501, 49028), (56224, 38498), (58155, 39970)),
    "new_hypertension": ((1259, 182, 792), (1247, 175, 781), (1258, 159, 755)),
    "new_hyperlipidemia": ((1684, 205, 923), (1441, 189, 863), (1317, 172, 864)),
    "new_pancan": ((2576, 155, 1376), (2215, 53, 1242), (2220, 56, 1246)),
    "new_celiac": ((2623, 62, 1392), (2284, 11, 1252), (2222, 21, 1255)),
    "new_lupus": ((2570, 104, 1377), (2225, 33, 1238), (2243, 20, 1249)),
    "new_acutemi": ((2534, 175, 1365), (2176, 145, 1234), (2127, 144, 1235)),
}
PUBLISHED: Mapping[str, Mapping[str, Count]] = {
    task: {split: Count(*numbers) for split, numbers in zip(SPLITS, rows, strict=True)} for task, rows in _TABLE.items()
}


def is_published(splits: Mapping[int, str]) -> bool:
    """Whether the sizes of the splits are those of the full release."""
    return {split: list(splits.values()).count(split) for split in SIZES} == SIZES


def check_published(labels: Labels, splits: Mapping[int, str]) -> str:
    """A sentence on how the labels that were read compare with the published counts.

    Raises DataError where the release is the full one, by `splits` (subject -> split), and a count differs.
    """
    expected = PUBLISHED.get(labels.task)
    if expected is None:
        return f"{labels.task}: no counts were published"
    found = by_split(labels.labels, splits)
    differences = [
        f"{split}: {_shown(found[split], count)} where {_shown(count, count)} were published"
        for split, count in expected.items()
        if _shown(found[split], count) != _shown(count, count)
    ]
    if not differences:
        return f"{labels.task}: labels, positives and patients are those published"
    said = "; ".join(differences)
    if is_published(splits):
        raise DataError(
            f"{labels.task}: the splits are those of the full EHRSHOT release, and the labels are not: {said}; fetch "
            "the label files of the same release anew"
        )
    return f"{labels.task}: not the full EHRSHOT release ({len(splits):,} patients); {said}"


def _shown(count: Count, published: Count) -> str:
    patients = f" of {count.patients:,} patients" if published.patients is not None else ""
    return f"{count.labels:,} labels ({count.positives:,} positive){patients}"
