"""One trial out of what its registry or a benchmark says of it.

    TrialGPT   {"brief_title": ..., "inclusion_criteria": "- Age > 18 ...", "diseases_list": "a; b", ...}
    XML        <clinical_study><id_info><nct_id>NCT00000102</nct_id></id_info><brief_title>... <eligibility>...
    API v2     {"protocolSection": {"identificationModule": {"nctId": "NCT00000102", "briefTitle": ...}, ...}}

Fields that are absent, or of another type than they should be, are empty: a trial without criteria is dropped by its
reader, and counted.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from ehrmind.trials.criteria import split_criteria
from ehrmind.trials.headers import EXCLUSION
from ehrmind.trials.types import Trial


def from_trialgpt(trial: str, record: Mapping[str, Any]) -> Trial:
    """A value of trial_info.json, or a line of corpus.jsonl, whose fields lie in `metadata`."""
    fields = {**record, **metadata} if isinstance(metadata := record.get("metadata"), Mapping) else record
    inclusion, moved = split_criteria(_text(fields.get("inclusion_criteria")))
    late, exclusion = split_criteria(_text(fields.get("exclusion_criteria")), EXCLUSION)
    return Trial(
        trial,
        _line(fields.get("brief_title") or fields.get("title")),
        inclusion + late,
        moved + exclusion,
        _line(fields.get("brief_summary")),
        _listed(fields.get("diseases_list")),
        _listed(fields.get("drugs_list")),
    )


def from_xml(root: Element) -> Trial:
    """A <clinical_study> of ClinicalTrials.gov as it was exported until 2024."""
    inclusion, exclusion = split_criteria(root.findtext("eligibility/criteria/textblock") or "")
    drugs = [one.findtext("intervention_name") for one in root.findall("intervention")]
    return Trial(
        _line(root.findtext("id_info/nct_id")),
        _line(root.findtext("brief_title") or root.findtext("official_title")),
        inclusion,
        exclusion,
        _line(root.findtext("brief_summary/textblock")),
        _names(one.text for one in root.findall("condition")),
        _names(drugs),
    )


def from_api(record: Mapping[str, Any]) -> Trial:
    """A study of ClinicalTrials.gov's API, version 2."""
    named = _dig(record, "identificationModule")
    drugs = _dig(record, "armsInterventionsModule").get("interventions")
    inclusion, exclusion = split_criteria(_text(_dig(record, "eligibilityModule").get("eligibilityCriteria")))
    return Trial(
        _line(named.get("nctId")),
        _line(named.get("briefTitle") or named.get("officialTitle")),
        inclusion,
        exclusion,
        _line(_dig(record, "descriptionModule").get("briefSummary")),
        _listed(_dig(record, "conditionsModule").get("conditions")),
        _names(one.get("name") for one in drugs if isinstance(one, Mapping)) if isinstance(drugs, list) else (),
    )


def _dig(record: Mapping[str, Any], module: str) -> Mapping[str, Any]:
    protocol = record.get("protocolSection")
    found = protocol.get(module) if isinstance(protocol, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(value: object) -> str:
    return " ".join(_text(value).split())


def _listed(value: object) -> tuple[str, ...]:
    """A list, or its items in one string with "; " between them."""
    return _names(value if isinstance(value, list) else _text(value).split(";"))


def _names(values: Iterable[object]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for value in values if (name := _line(value))))
