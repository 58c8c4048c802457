"""The QT interval corrected for the heart rate, by five formulas.

{"qt": 360, "heart_rate": 80}, Fridericia  ->  RR = 60 / 80 = 0.75 s. ... QTc = 360 / 0.9086 = 396.231 ms.
"""

from collections.abc import Callable
from math import sqrt

from ehrmind.medcalc.forms import (
    Calculator,
    Citation,
    Kind,
    Measure,
    Shortcut,
    Step,
    Tolerance,
    Values,
    Work,
    show,
    signed,
)
from ehrmind.medcalc.measures import HEART_RATE
from ehrmind.medcalc.questions import asks
from ehrmind.medcalc.variants.physical import VARIANTS

QT = Measure(
    *("qt", "ms", 260, 520),
    says=("QT interval", "uncorrected QT interval"),
    place="results",
    entities=("QT interval", "QT Interval"),
    usual=(350, 430),
)


def bazett(values: Values) -> Work:
    """QT / √RR, RR in s, in ms."""
    return _divided(values, "√", 1 / 2)


def fridericia(values: Values) -> Work:
    """QT / ∛RR, RR in s, in ms."""
    return _divided(values, "∛", 1 / 3)


def _divided(values: Values, sign: str, power: float) -> Work:
    """QT / RR^power, which `sign` writes as a root."""
    rr, first = _rr(values)
    root, qt = rr**power, show(values["qt"])
    return _finished((first,), f"{qt} / {sign}{show(rr, 4)} = {qt} / {show(root, 4)}", values["qt"] / root)


def framingham(values: Values) -> Work:
    """QT + 154 × (1 - RR), RR in s, in ms."""
    rr, first = _rr(values)
    return _shifted(values, 154 * (1 - rr), f"154 × (1 - {show(rr, 4)})", (first,))


def hodges(values: Values) -> Work:
    """QT + 1.75 × (heart rate - 60), in ms."""
    rate = values["heart_rate"]
    return _shifted(values, 1.75 * (rate - 60), f"1.75 × ({show(rate)} - 60)", ())


def _shifted(values: Values, shift: float, terms: str, steps: tuple[Step, ...]) -> Work:
    qt = show(values["qt"])
    return _finished(steps, f"{qt} + {terms} = {qt} {signed(shift)}", values["qt"] + shift)


def rautaharju(values: Values) -> Work:
    """QT × (120 + heart rate) / 180, in ms."""
    qt, rate = values["qt"], values["heart_rate"]
    terms = f"{show(qt)} × (120 + {show(rate)}) / 180 = {show(qt)} × {show(120 + rate)} / 180"
    return _finished((), terms, qt * (120 + rate) / 180)


def _rr(values: Values) -> tuple[float, Step]:
    """The RR interval in s, and its step."""
    rr = 60 / values["heart_rate"]
    return rr, Step(f"RR = 60 / {show(values['heart_rate'])} = {show(rr, 4)} s.", "RR", rr)


def _finished(steps: tuple[Step, ...], terms: str, corrected: float) -> Work:
    answer = show(corrected)
    return Work((*steps, Step(f"QTc = {terms} = {answer} ms.", "QTc", corrected)), answer)


def _plausible(values: Values) -> bool:
    """The QT interval ends before the next beat, and its Bazett correction is one that hearts have."""
    rr = 60 / values["heart_rate"]
    return bool(values["qt"] <= 900 * rr and 320 <= values["qt"] / sqrt(rr) <= 620)


def _others(name: str) -> tuple[Shortcut, ...]:
    """The other formulas, and the interval as it is measured."""
    others = tuple(Shortcut(other, _answer(work)) for other, work in FORMULAS.items() if other != name)
    return (*others, Shortcut("not corrected", lambda values: values["qt"]))


def _answer(work: Callable[[Values], Work]) -> Callable[[Values], str]:
    return lambda values: work(values).answer


FORMULAS = {
    "Bazett": bazett,
    "Fridericia": fridericia,
    "Framingham": framingham,
    "Hodges": hodges,
    "Rautaharju": rautaharju,
}


def _calculator(number: int, name: str, formula: str, source: Citation) -> Calculator:
    return Calculator(
        id=number,
        name=f"QTc {name} Calculator",
        category="physical",
        kind=Kind.DECIMAL,
        unit="ms",
        question=asks(
            "the patient's [QT interval corrected for the heart rate|QTc|heart-rate-corrected QT interval] "
            f"by the {name} formula, in ms"
        ),
        inputs=(HEART_RATE, QT),
        work=FORMULAS[name],
        tolerance=Tolerance(2),  # ms: the RR interval to two decimals moves it by less
        shortcuts=_others(name),
        cuts={"heart_rate": (60,)},  # where no formula corrects
        formula=formula,
        citation=source,
        possible=_plausible,
        variants=VARIANTS.get(number, ()),
    )


CALCULATORS = (
    _calculator(
        *(11, "Bazett", "QTc = QT / √RR, with RR = 60 / heart rate in seconds"),
        Citation("Bazett", 1920, "Heart 7:353-370, reprinted as 10.1111/j.1542-474X.1997.tb00325.x"),
    ),
    _calculator(
        *(56, "Fridericia", "QTc = QT / ∛RR, with RR = 60 / heart rate in seconds"),
        Citation("Fridericia", 1920, "10.1111/j.0954-6820.1920.tb18266.x"),
    ),
    _calculator(
        *(57, "Framingham", "QTc = QT + 154 × (1 - RR), with RR = 60 / heart rate in seconds"),
        Citation("Sagie et al.", 1992, "10.1016/0002-9149(92)90562-D"),
    ),
    _calculator(
        *(58, "Hodges", "QTc = QT + 1.75 × (heart rate - 60)"),
        Citation("Hodges et al.", 1983, "J Am Coll Cardiol 1:694"),
    ),
    _calculator(
        *(59, "Rautaharju", "QTc = QT × (120 + heart rate) / 180"),
        Citation("Rautaharju et al.", 2014, "10.1016/j.ijcard.2014.04.133"),
    ),
)
