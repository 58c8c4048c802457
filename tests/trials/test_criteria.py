"""Eligibility text in the spellings that occur, and in any other."""

import gzip
import json
import os
import re
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ehrmind.trials.criteria import split_criteria
from ehrmind.trials.headers import read_header


def test_an_xml_text_block() -> None:
    text = """
        Inclusion Criteria:

          -  Age of at least 18 years at the
             time of consent

          -  Any of the following:

               1. stroke

               2. TIA within
                  3 months

          -  ECOG 0-1

        Key Exclusion Criteria

          1. Pregnancy

          2. Organ dysfunction

               -  creatinine > 2 mg/dL
      """
    inclusion, exclusion = split_criteria(text)
    assert inclusion == (
        "Age of at least 18 years at the time of consent",
        "Any of the following: stroke",
        "Any of the following: TIA within 3 months",
        "ECOG 0-1",
    )
    assert exclusion == ("Pregnancy", "Organ dysfunction", "Organ dysfunction: creatinine > 2 mg/dL")


def test_markdown_of_the_api() -> None:
    text = "Inclusion Criteria:\n\n* Age \\> 18\n* LVEF \\<= 40 %:\n\n  * echo\n  * MRI\n\nExclusion Criteria:\n\n1. HIV\n2. HBV"
    assert split_criteria(text) == (("Age > 18", "LVEF <= 40 %: echo", "LVEF <= 40 %: MRI"), ("HIV", "HBV"))


def test_indentation_lost_is_told_by_numbers_and_letters() -> None:
    text = "1. Informed consent\n\n 2. Proven GBM and:\n\n 1. surgery\n\n 2. radiation\n\n 3. Able to walk\n\n a. alone\n\n b. with help\n\n 4. ECOG 0"
    inclusion, _ = split_criteria(text)
    assert inclusion == (
        "Informed consent",
        "Proven GBM and: surgery",
        "Proven GBM and: radiation",
        "Able to walk",
        "Able to walk: alone",
        "Able to walk: with help",
        "ECOG 0",
    )


def test_dashes_without_indentation_are_siblings_of_what_announces_them() -> None:
    inclusion, _ = split_criteria("- One of these:\n\n - ESR ≥ 13\n\n - CRP ≥ 5\n\n - Informed consent")
    assert inclusion == ("One of these:", "ESR ≥ 13", "CRP ≥ 5", "Informed consent")


def test_dashes_under_numbers_and_back() -> None:
    inclusion, _ = split_criteria("1. Adequate function:\n\n - ANC ≥ 1500\n\n - Hb ≥ 10\n\n 2. Consent")
    assert inclusion == ("Adequate function: ANC ≥ 1500", "Adequate function: Hb ≥ 10", "Consent")


def test_a_paragraph_with_a_colon_stands_before_its_bullets() -> None:
    inclusion, _ = split_criteria("T2DM patients:\n\n - HbA1c > 7 %\n\n - BMI < 35\n\n Informed consent")
    assert inclusion == ("T2DM patients: HbA1c > 7 %", "T2DM patients: BMI < 35", "Informed consent")


@pytest.mark.parametrize(
    "header",
    [
        *(
            "Exclusion Criteria:",
            "EXCLUSION CRITERIA",
            "Key Exclusion Criteria",
            "Exclusion criteria :",
            "- Exclusion Criteria:",
        ),
        *("2. Exclusion Criteria:", "**Exclusion Criteria:**", "Exclusion", "Exclusions:", "Non-inclusion criteria:"),
        *("Non Inclusion Criteria", "Criteria for exclusion:", "Exclusion Criterion:", "Main exclusion criteria:"),
        *(
            "Exclusionary Criteria prior to screening or Day 1:",
            "Exclusion Criteria include:",
            "Exclusion criteria are:",
        ),
        *("Subjects with any of the following will be excluded from participation in the study:",),
        *(
            "Patients are not eligible if:",
            "The following exclusion criteria apply at entry:",
            "Exclusion criteria are as follows:",
        ),
    ],
)
def test_spellings_of_the_header(header: str) -> None:
    for gap in ("\n\n", "\n"):
        text = f"Inclusion Criteria:\n\n- Age > 18\n\n{header}{gap}- Pregnancy\n\n- HIV"
        assert split_criteria(text) == (("Age > 18",), ("Pregnancy", "HIV"))


@pytest.mark.parametrize(
    "line",
    [
        *("Does not meet the inclusion criteria", "Other protocol defined inclusion/exclusion criteria may apply."),
        *(
            "Inclusion of Women and Minorities:",
            "No exclusion criteria",
            "Meets all inclusion criteria of the parent trial.",
        ),
        *(
            "Any person who does not satisfy by definition the inclusion criteria.",
            "Active infection prior to inclusion",
        ),
        *("Subjects may take part but will be excluded from all glycemic and exercise challenges:", "Major criteria:"),
        *("Patients with the following disease which is not excluded:", "In addition, subjects must:"),
    ],
)
def test_what_is_no_header(line: str) -> None:
    assert read_header(line, begins=True) is None


def test_header_and_criterion_on_one_line() -> None:
    text = "Inclusion Criteria: Age > 18. Exclusion Criteria: pregnancy"
    assert split_criteria(text) == (("Age > 18.",), ("pregnancy",))
    assert split_criteria("Inclusion criteria: a history of X\nExclusion criteria:\nHIV-1")[1] == ("HIV-1",)
    assert split_criteria("Must fulfil all of the exclusion criteria: none") == (
        ("Must fulfil all of the exclusion criteria: none",),
        (),
    )


def test_groups_that_headers_name() -> None:
    text = "Inclusion Criteria for Healthy Controls:\n\n- Age > 18\n\nExclusion Criteria (Cohort B only)\n\n- HIV-1\n\nInclusion criteria for all subjects:\n\n- Consent"
    assert split_criteria(text) == (("for Healthy Controls: Age > 18", "Consent"), ("Cohort B only: HIV-1",))


def test_what_remains_of_headers_is_no_criterion() -> None:
    assert split_criteria("inclusion criteria: \n\n Age 18 \n\n Key") == (("Age 18",), ())
    assert split_criteria(": \n\n HIV infection", "exclusion") == ((), ("HIV infection",))
    assert split_criteria("for all subjects: \n\n Pregnant women \n\n Criteria", "exclusion") == (
        (),
        ("Pregnant women",),
    )
    for text in ("", "\n \n", "-", ": \n\n -", "Exclusion Criteria:"):
        assert split_criteria(text) == ((), ())


def test_short_criteria_with_a_bullet_stay() -> None:
    assert split_criteria("1. Adult\n\n 2. Male\n\n Key")[0] == ("Adult", "Male")


@pytest.mark.parametrize(
    "text",
    [
        *("Decline of FEV1 by at least\n 1. something", "Dose stable for 4 weeks (Visit\n 1) and throughout"),
        *(
            "Negative toxin test for\n C. difficile in stool",
            "Cleared for 3\n - 12 months",
            "Treated with non\n -steroidal drugs",
        ),
    ],
)
def test_wrapped_lines_that_look_like_bullets(text: str) -> None:
    assert split_criteria(text)[0] == (" ".join(text.split()),)


def test_bullets_without_a_blank_line_or_space() -> None:
    assert split_criteria("-Known HIV\n-Pregnancy:\n1-Alpha\n2-Beta")[0] != ()
    assert split_criteria("1. Age\n2. Sex\n3. Weight")[0] == ("Age", "Sex", "Weight")
    assert split_criteria("• Adults\n• Consent")[0] == ("Adults", "Consent")
    assert split_criteria("(a) adults\n(b) consent:\n(i) in writing")[0] == ("adults", "consent: in writing")
    assert split_criteria("i. adults\n\nii. consent\n\niii. walking\n\niv. female")[0] == (
        "adults",
        "consent",
        "walking",
        "female",
    )
    assert split_criteria("~clinically enlarged nodes~previous biopsy~")[0] == (
        "clinically enlarged nodes",
        "previous biopsy",
    )


def test_long_parents_are_shortened_and_nesting_is_bounded() -> None:
    parent = "word " * 200 + "of:"
    whole, one = split_criteria(f"- {parent}\n    - child")[0]
    assert whole == parent  # nothing of it is lost
    assert one.endswith(" …: child")
    assert len(one) < 220
    deep = "\n".join(f"{'  ' * depth}- level {depth}:" for depth in range(40))
    found = split_criteria(deep)[0]
    assert found[-1] == "level 5: level 6: level 7: level 39:"
    assert len(found) == 32


@given(st.text(alphabet=st.sampled_from(list("abiI1.)(-*•: \n\t~\\>o")) | st.characters(), max_size=300))
def test_any_text_splits(text: str) -> None:
    for section in ("inclusion", "exclusion"):
        for part in split_criteria(text, section):
            assert all(one.strip() and "\n" not in one for one in part)


WORDS = st.lists(st.sampled_from(["alpha", "beta", "gamma", "of", "years", "≥ 18"]), min_size=2, max_size=30).map(
    " ".join
)


@given(
    st.lists(WORDS, min_size=1, max_size=12),
    st.lists(WORDS, max_size=12),
    st.sampled_from(["-  ", "* ", "• ", "{}. ", "{}) ", "({}) "]),
    st.integers(20, 80),
)
def test_what_is_written_is_read(inclusion: list[str], exclusion: list[str], bullet: str, width: int) -> None:
    """Written as ClinicalTrials.gov writes it: bullets, wrapped lines with a hanging indentation."""
    import textwrap

    def listed(items: list[str]) -> str:
        marks = [bullet.format(i) for i in range(1, len(items) + 1)]
        return "\n\n".join(
            textwrap.fill(one, width, initial_indent=f"          {mark}", subsequent_indent=" " * 15)
            for mark, one in zip(marks, items, strict=True)
        )

    text = (
        f"\n        Inclusion Criteria:\n\n{listed(inclusion)}\n\n        Exclusion Criteria:\n\n{listed(exclusion)}\n"
    )
    assert split_criteria(text) == (tuple(inclusion), tuple(exclusion))


@pytest.mark.parametrize(
    "unit", ["- a:\n  ", "1. a:\n", "a ", " ", "\n", "-", "Exclusion criteria ", "(i) a\n(", "\\>", "~a", "a\n"]
)
def test_hostile_text_takes_linear_time(unit: str) -> None:
    started = time.process_time()
    split_criteria(unit * (100_000 // len(unit)))
    split_criteria("\n".join(f"{' ' * (2 * depth)}- level:" for depth in range(400)))
    assert time.process_time() - started < 5, "what is quadratic takes minutes"


def test_real_trials() -> None:
    folder = Path(os.environ.get("EHRMIND_REAL_TRIALS") or "absent")
    if not (folder / "trial_info.json.gz").is_file():
        pytest.skip("EHRMIND_REAL_TRIALS does not name a folder in TrialGPT's layout")
    trials = json.loads(gzip.decompress((folder / "trial_info.json.gz").read_bytes()))
    for record in trials.values():
        text = record["inclusion_criteria"], record["exclusion_criteria"]
        inclusion, moved = split_criteria(text[0])
        late, exclusion = split_criteria(text[1], "exclusion")
        found = [*inclusion, *moved, *late, *exclusion]
        assert found
        assert not any(read_header(one, begins=True) for one in found if "criteria" in one.lower())
        before, after = (set(re.findall(r"[a-z]{4,}", " ".join(texts).lower())) for texts in (text, found))
        lost = before - after - {"inclusion", "exclusion", "criteria", "eligibility", "additional", "following", "main"}
        assert len(lost) <= 0.05 * len(before) + 3, lost  # hardly a word is lost
