"""The table of reference ranges: every range has a source, every pair of units its factor, every code one quantity."""

import math
import re
from collections import Counter

import pytest

from ehrmind.ehr import ranges
from ehrmind.ehr.ranges import Quantity, quantity_of, sources, spelled, table
from ehrmind.medcalc.units import convert  # pint's arithmetic: independent of the table's factors

BY_NAME = {quantity.name: quantity for quantity in table()}
EVERY = pytest.mark.parametrize("quantity", table(), ids=[quantity.name for quantity in table()])

# g/mol (IUPAC), for pairs of mass and moles; where medcalc has the analyte, pint converts with medcalc's own mass.
MOLAR = {
    "Glucose": 180.156,
    "Urea nitrogen": 28.014,
    "Creatinine": 113.12,
    "Calcium": 40.078,
    "Ionized calcium": 40.078,
    "Magnesium": 24.305,
    "Phosphate": 30.974,
    "Uric acid": 168.11,
    "Cholesterol": 386.65,
    "LDL cholesterol": 386.65,
    "HDL cholesterol": 386.65,
    "Triglycerides": 885.43,
    "Free T4": 776.87,
    "Vitamin B12": 1355.37,
    "25-hydroxyvitamin D": 400.64,
    "Total bilirubin": 584.66,
    "Direct bilirubin": 584.66,
    "Ammonia": 17.031,
    "Hemoglobin": 16114.0,  # of one chain with its heme, as laboratories report it
    "Iron": 55.845,
    "Lactate": 90.078,
}
VALENCE = {"Calcium": 2, "Ionized calcium": 2, "Magnesium": 2}
PREFIXES = {"": 1.0, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "k": 1e3, "d": 1e-1, "f": 1e-15}
# What no arithmetic of prefixes tells, by definition: NIST SP 811; NGSP's master equation for HbA1c.
DEFINED = {
    ("lb", "kg"): (0.45359237, 0),
    ("oz", "kg"): (0.028349523125, 0),
    ("in", "cm"): (2.54, 0),
    ("m", "cm"): (100, 0),
    ("g", "kg"): (0.001, 0),
    ("°F", "°C"): (5 / 9, -160 / 9),
    ("K", "°C"): (1, -273.15),
    ("kPa", "mmHg"): (7.50062, 0),
    ("mmol/mol", "%"): (0.09148, 2.152),
    ("L/L", "%"): (100, 0),
    ("um3", "fL"): (1, 0),
    ("/uL", "10^3/uL"): (1e-3, 0),
    ("/uL", "10^6/uL"): (1e-6, 0),
    ("uIU/mL", "mIU/L"): (1, 0),
    ("points", ""): (1, 0),
    ("mmol/kg", "mOsm/kg"): (1, 0),
    ("mg/mmol", "mg/g"): (1000 / 113.12, 0),  # of creatinine
}


def amount(unit: str) -> tuple[float, str] | None:
    """One of a concentration in g/L, mol/L or eq/L, and which; None for another unit."""
    match = re.fullmatch(r"([munpkd]?)(g|mol|Eq)/([md]?)L", unit)
    return (PREFIXES[match[1]] / PREFIXES[match[3]], match[2]) if match else None


def expected(quantity: Quantity, unit: str) -> float:
    """The factor between two concentrations, from prefixes, molar mass and valence."""
    (one, kind), (other, wanted) = amount(unit), amount(quantity.unit)  # type: ignore[misc]
    mass = MOLAR.get(quantity.name, math.nan)
    moles = one / (VALENCE.get(quantity.name, 1) if kind == "Eq" else 1)
    grams = one if kind == "g" else moles * mass
    if wanted == "g":
        return grams / other
    return (moles if kind != "g" else grams / mass) / other


@EVERY
def test_every_range_and_limit_names_its_source(quantity: Quantity) -> None:
    assert quantity.possible_source in sources()
    assert bool(quantity.ranges) == bool(quantity.source)
    if quantity.ranges:
        assert len(sources()[quantity.source]) > 30
        assert set(quantity.ranges) in ({""}, {"F", "M"})
    for low, high in quantity.ranges.values():
        assert (low, high) != (None, None)
        assert low is None or high is None or low < high


@EVERY
def test_what_is_normal_is_possible(quantity: Quantity) -> None:
    low, high = quantity.possible
    for limits in quantity.ranges.values():
        for value in limits:
            assert value is None or ((low is None or value >= low) and (high is None or value <= high))


@EVERY
def test_every_unit_leads_to_the_tables_by_the_right_factor(quantity: Quantity) -> None:
    for unit, (scale, offset) in quantity.units.items():
        if (unit, quantity.unit) in DEFINED:
            assert (scale, offset) == pytest.approx(DEFINED[unit, quantity.unit], rel=1e-4)
        else:
            assert amount(unit), f"{quantity.name}: no independent factor for {unit}"
            assert amount(quantity.unit)
            assert (scale, offset) == (pytest.approx(expected(quantity, unit), rel=5e-4), 0)
        back = quantity.back(quantity.convert(3.5, unit) or math.nan, unit)
        assert back == pytest.approx(3.5)


@EVERY
def test_every_unit_is_spelled_as_the_table_writes_it(quantity: Quantity) -> None:
    for unit in (quantity.unit, *quantity.units):
        assert spelled(unit) == unit
        assert ranges.is_unit(unit)


@pytest.mark.parametrize(
    ("name", "value", "unit", "other", "analyte"),
    [
        ("Glucose", 5.5, "mmol/L", "mg/dL", "glucose"),
        ("Creatinine", 124, "umol/L", "mg/dL", "creatinine"),
        ("Urea nitrogen", 7, "mmol/L", "mg/dL", "urea_nitrogen"),
        ("Calcium", 2.3, "mmol/L", "mg/dL", "calcium"),
        ("Cholesterol", 5.2, "mmol/L", "mg/dL", "cholesterol"),
        ("Triglycerides", 1.7, "mmol/L", "mg/dL", "triglycerides"),
        ("Total bilirubin", 20, "umol/L", "mg/dL", "bilirubin"),
        ("Sodium", 140, "mEq/L", "mmol/L", "sodium"),
    ],
)
def test_factors_agree_with_those_of_the_calculators(
    name: str, value: float, unit: str, other: str, analyte: str
) -> None:
    own = BY_NAME[name].convert(value, unit)
    assert own == pytest.approx(convert(value, unit.replace("umol", "µmol"), other, analyte), rel=1e-3)


def test_a_fever_in_fahrenheit_is_one() -> None:
    temperature = BY_NAME["Temperature"]
    assert temperature.convert(98.6, "°F") == pytest.approx(37.0)
    assert temperature.flag(temperature.convert(101.3, spelled("deg F")) or 0) == "high"
    assert temperature.flag(temperature.convert(100.4, "°F") or 0) == "normal", "38 °C to the last digit"


@EVERY
def test_a_limit_is_normal_in_every_unit(quantity: Quantity) -> None:
    for sex, limits in quantity.ranges.items():
        for limit, unit in ((limit, unit) for limit in limits if limit is not None for unit in quantity.units):
            value = quantity.back(limit, unit)
            assert value is not None
            read = quantity.convert(float(f"{value:.12g}"), unit)  # as a source writes it
            assert quantity.flag(read or 0.0, sex) == "normal", (limit, unit, read)


def test_codes_items_and_names_are_of_one_quantity_each() -> None:
    for found in (
        Counter(code for quantity in table() for code in quantity.codes),
        Counter(item for quantity in table() for item in quantity.items),
        Counter(name.casefold() for quantity in table() for name in quantity.names),
        Counter(quantity.name for quantity in table()),
    ):
        assert [key for key, times in found.items() if times > 1] == []


def test_codes_have_the_form_and_the_check_digit_of_loinc() -> None:
    codes = [code for quantity in table() for code in quantity.codes if re.match(r"LOINC/\d", code)]
    assert len(codes) > 120
    for code in codes:
        match = re.fullmatch(r"LOINC/(\d+)-(\d)", code)
        assert match, code
        assert luhn(match[1]) == int(match[2]), code


def luhn(digits: str) -> int:
    """LOINC's check digit is Luhn's, modulus 10."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return -sum(number // 10 + number % 10 for number in doubled) % 10


def test_the_codes_of_ehrshots_lab_tasks_are_in_the_table() -> None:
    tasks = {
        "Platelets": ("LP393218-5", "LG32892-8", "777-3"),
        "Potassium": ("LG7931-1", "LP386618-5", "LG10990-6", "6298-4", "2823-3"),
        "Glucose": ("LP416145-3", "14749-6"),
        "Sodium": ("LG11363-5", "2951-2", "2947-0"),
        "Hemoglobin": ("LP392452-1",),
    }
    for name, codes in tasks.items():
        assert {quantity_of(f"LOINC/{code}") for code in codes} == {BY_NAME[name]}
    assert quantity_of("SNOMED/33747003") is BY_NAME["Glucose"]


@pytest.mark.parametrize(
    "code", ["LOINC/2951-2", "LOINC//2951-2", "2951-2", "LAB//50983//mEq/L", "LAB//RESULT//50983//mEq/L"]
)
def test_one_quantity_is_found_by_the_codes_of_every_source(code: str) -> None:
    assert quantity_of(code) is BY_NAME["Sodium"]


def test_what_is_no_blood_sodium_is_not_taken_for_it() -> None:
    assert quantity_of("LOINC/2955-3", "Sodium [Moles/volume] in Urine") is None
    assert quantity_of("SNOMED/1", "Sodium") is None
    assert quantity_of("NDC/2951-2", "") is None
    assert quantity_of("LAB//SPECIMEN_COLLECTED//50983", "Sodium [Moles/volume] in Serum or Plasma") is None
    assert quantity_of("measurement/50983") is BY_NAME["Sodium"]
    assert quantity_of("x", "SODIUM [moles/volume] in serum or plasma") is BY_NAME["Sodium"]


@pytest.mark.parametrize(
    ("unit", "wanted"),
    [
        ("mg/dL (See scan or EMR data for detail)", "mg/dL"),
        ("meq/L", "mEq/L"),
        ("mmol/l", "mmol/L"),
        ("K/µL", "10^3/uL"),
        ("10*9/L", "10^3/uL"),
        ("mm[Hg]", "mmHg"),
        ("Deg. F", "°F"),
        ("{INR}", ""),
        ("m[IU]/L", "mIU/L"),
        ("[lb_av]", "lb"),
        ("furlong (of old)", "furlong"),
        ("", ""),
    ],
)
def test_spellings_of_a_unit_are_one(unit: str, wanted: str) -> None:
    assert spelled(unit) == wanted


def test_limits_belong_to_the_normal_range() -> None:
    sodium, ldl = BY_NAME["Sodium"], BY_NAME["LDL cholesterol"]
    assert [sodium.flag(value) for value in (135.9, 136, 145, 145.1)] == ["low", "normal", "normal", "high"]
    assert [ldl.flag(value) for value in (129, 130)] == ["normal", "high"]


def test_sex_and_age_decide_where_they_matter() -> None:
    hemoglobin = BY_NAME["Hemoglobin"]
    assert hemoglobin.flag(13, "F") == "normal"
    assert hemoglobin.flag(13, "M") == "low"
    assert hemoglobin.flag(13) == ""
    assert hemoglobin.flag(11) == "low"
    assert hemoglobin.flag(11, "F", age=17.9) == ""
    assert hemoglobin.flag(11, "F", age=18) == "low"


def test_implausible_values_are_known_in_every_unit_and_without_one() -> None:
    pressure, temperature = BY_NAME["Mean arterial pressure"], BY_NAME["Temperature"]
    assert not pressure.is_possible(801, "mmHg")
    assert not pressure.is_possible(801, "")
    assert pressure.is_possible(78, "mmHg")
    assert temperature.is_possible(98.6, "")
    assert not temperature.is_possible(98.6, "°C")
    assert not BY_NAME["Ferritin"].is_possible(9999999, "ng/mL")
