"""Small folders of notes, trials and judgements in each layout, as their makers write them."""

import gzip
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

# number of the topic, text
NOTES = (
    ("1", "A 58-year-old woman with chest pain, admitted on [**2148-10-1**]."),
    ("2", "A 45-year-old man with anaplastic astrocytoma."),
)
# name, title, inclusion, exclusion
TRIALS: tuple[tuple[str, str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("NCT00000001", "Nicorandil in angina", ("Chronic stable angina", "Age > 18 years"), ("Pregnancy", "LVEF < 30 %")),
    ("NCT00000002", "", ("Malignant glioma",), ()),
    ("NCT00000003", "Without criteria", (), ()),
)
# number of the topic, trial, label
JUDGEMENTS: tuple[tuple[str, str, object], ...] = (
    ("2", "NCT00000002", 1),
    ("1", "NCT00000001", 2),
    ("1", "NCT00000002", 0),
)


def write_queries(path: Path, notes: Sequence[tuple[str, str]] = NOTES, prefix: str = "trec-2021") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps({"_id": prefix + number, "text": text}) + "\n" for number, text in notes))
    return path


def write_tsv(path: Path, rows: Sequence[tuple[str, str, object]] = JUDGEMENTS, prefix: str = "trec-2021") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{prefix}{note}\t{trial}\t{label}\n" for note, trial, label in rows]
    path.write_text("query-id\tcorpus-id\tscore\n" + "".join(lines))
    return path


def fields(trial: str) -> dict[str, Any]:
    """A value of trial_info.json: bullets without indentation, names as one string or a list."""
    name, title, inclusion, exclusion = next(one for one in TRIALS if one[0] == trial)
    return {
        "NCTID": name,
        "brief_title": title,
        "brief_summary": f"Of {name}.",
        "inclusion_criteria": "\n\n ".join(f"- {one}" for one in inclusion),
        "exclusion_criteria": "\n\n ".join(f"- {one}" for one in exclusion),
        "diseases_list": "angina; chest pain" if name.endswith("1") else ["glioma"],
        "drugs_list": "nicorandil" if name.endswith("1") else [],
    }


def write_table(path: Path) -> Path:
    """trial_info.json or corpus.jsonl, compressed or not, by the name of the path."""
    if ".jsonl" in path.name:
        rows = [{"_id": one[0], "title": one[1], "text": "...", "metadata": fields(one[0])} for one in TRIALS]
        text = "".join(json.dumps(row) + "\n" for row in rows)
    else:
        text = json.dumps({one[0]: fields(one[0]) for one in TRIALS}, ensure_ascii=False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def write_topics(path: Path, notes: Sequence[tuple[str, str]] = NOTES) -> Path:
    topics = "".join(f'  <topic number="{number}">\n{escape(text)}\n  </topic>\n' for number, text in notes)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'<?xml version="1.0"?>\n<topics task="TREC Clinical Trials">\n{topics}</topics>\n')
    return path


def write_qrels(path: Path, rows: Sequence[tuple[str, str, object]] = JUDGEMENTS) -> Path:
    path.write_text("".join(f"{note} 0 {trial} {label}\n" for note, trial, label in rows))
    return path


def eligibility(inclusion: Sequence[str], exclusion: Sequence[str]) -> str:
    """A text block as ClinicalTrials.gov's XML has it: bullets indented below the headers."""
    parts = (("Inclusion Criteria:", inclusion), ("Exclusion Criteria:", exclusion))
    blocks = [
        f"        {header}\n\n" + "\n\n".join(f"          -  {one}" for one in all_) for header, all_ in parts if all_
    ]
    return "\n" + "\n\n".join(blocks) + "\n      "


def study_xml(trial: tuple[str, str, tuple[str, ...], tuple[str, ...]]) -> str:
    name, title, inclusion, exclusion = trial
    condition = ("angina", "chest pain") if name.endswith("1") else ("glioma",)
    return (
        "<clinical_study>\n"
        "  <!-- This xml conforms to an XML Schema at: https://clinicaltrials.gov/ct2/html/images/info/public.xsd -->\n"
        f"  <id_info>\n    <org_study_id>X</org_study_id>\n    <nct_id>{name}</nct_id>\n  </id_info>\n"
        f"  <brief_title>{escape(title)}</brief_title>\n"
        f"  <brief_summary>\n    <textblock>\n      Of\n      {name}.\n    </textblock>\n  </brief_summary>\n"
        + "".join(f"  <condition>{one}</condition>\n" for one in condition)
        + (
            "  <intervention>\n    <intervention_name>nicorandil</intervention_name>\n  </intervention>\n"
            * name.endswith("1")
        )
        + f"  <eligibility>\n    <criteria>\n      <textblock>{escape(eligibility(inclusion, exclusion))}</textblock>\n"
        "    </criteria>\n  </eligibility>\n</clinical_study>\n"
    )


def study_json(trial: tuple[str, str, tuple[str, ...], tuple[str, ...]]) -> dict[str, Any]:
    """A record of ClinicalTrials.gov's API, version 2, whose criteria are markdown."""
    name, title, inclusion, exclusion = trial
    parts = (("Inclusion Criteria:", inclusion), ("Exclusion Criteria:", exclusion))
    text = "\n\n".join(f"{header}\n\n" + "\n".join(f"* {one}" for one in all_) for header, all_ in parts if all_)
    first = name.endswith("1")
    return {
        "protocolSection": {
            "identificationModule": {"nctId": name, "briefTitle": title},
            "descriptionModule": {"briefSummary": f"Of {name}."},
            "conditionsModule": {"conditions": ["angina", "chest pain"] if first else ["glioma"]},
            "armsInterventionsModule": {"interventions": [{"type": "DRUG", "name": "nicorandil"}]} if first else {},
            "eligibilityModule": {"eligibilityCriteria": text.replace("<", "\\<").replace(">", "\\>")},
        },
        "hasResults": False,
    }


def write_zip(path: Path, members: Mapping[str, str]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return path


def write_trialgpt(root: Path, table: str = "trial_info.json.gz", prefix: str = "trec-2021") -> Path:
    write_queries(root / "queries.jsonl", prefix=prefix)
    write_tsv(root / "qrels/test.tsv", prefix=prefix)
    write_table(root / table)
    return root


def write_trec(root: Path, form: str = "zips", year: str = "2021") -> Path:
    """TREC's own files; the trials as XML in zips or folders, or as JSON of today."""
    write_topics(root / f"topics{year}.xml")
    write_qrels(root / f"qrels{year}.txt")
    if form == "zips":
        for part, trial in enumerate(TRIALS, start=1):
            folder = f"ClinicalTrials.2021-04-27.part{part}"
            member = f"{folder}/{trial[0][:7]}xxxx/{trial[0]}.xml"
            write_zip(root / f"{folder}.zip", {member: study_xml(trial), "Contents.txt": "NCT00000001"})
    elif form == "page":
        page = {"studies": [study_json(trial) for trial in TRIALS], "nextPageToken": "x"}
        (root / "page-1.json.gz").write_bytes(gzip.compress(json.dumps(page).encode()))
    else:
        (root / "trials/NCT0000xxxx").mkdir(parents=True)
        for trial in TRIALS:
            text = study_xml(trial) if form == "xml" else json.dumps(study_json(trial))
            (root / f"trials/NCT0000xxxx/{trial[0]}.{form}").write_text(text)
    return root
